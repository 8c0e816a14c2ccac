import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { runProgram, type RunningProgram } from './running-program.ts';

const HUB_READY = 'hub ready ';
const DESK_READY = 'desk ready ';
const EMULATOR_READY = 'twilio emulator ready ';

/** The demo centre as whoever runs it has it: hub, desks and Twilio's emulator each a process of its own, on ports of their own. */
export interface Centre {
  readonly hubUrl: string;
  /** Holds `hub/` and a folder for each desk; spaces and Japanese letters in its name. */
  readonly folder: string;
  /** A desk in the browser shell, on the folder of that name. Its address works once. */
  startDesk(name: string, hubUrl?: string): Promise<DeskProcess>;
  /** Ends the hub and answers when it is gone. */
  endHub(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** On its old port and store. */
  startHub(): Promise<void>;
  /** A customer's SMS, signed and posted as Twilio does; answers the hub's HTTP status. */
  customerTexts(from: string, body: string): Promise<number>;
  /** What went out by SMS to a number, in order. */
  textsTo(number: string): Promise<readonly { readonly sid: string; readonly body: string }[]>;
  /** How Twilio reports on the next messages. */
  setReports(reports: { readonly states?: readonly string[]; readonly errorCode?: string }): Promise<void>;
  /** Everything that hub and desks logged, and said on their terminals. */
  logs(): Promise<string>;
  close(): Promise<void>;
}

export interface DeskProcess {
  readonly address: string;
  readonly folder: string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const Outgoing = z.object({ accepted: z.array(z.object({ sid: z.string(), to: z.string(), body: z.string() })) });

/** `hubEnv`: settings of the hub beside those that a centre needs. */
export async function openCentre(hubEnv: NodeJS.ProcessEnv = {}): Promise<Centre> {
  await promisify(execFile)(process.execPath, ['scripts/build.ts', '--missing', 'renderer', 'widget']);
  const folder = await mkdtemp(path.join(tmpdir(), 'madoguchi 窓口 '));
  const programs: RunningProgram[] = [];
  const run = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProgram => {
    const program = runProgram(file, args, { env });
    programs.push(program);
    return program;
  };
  const emulatorUrl = after(EMULATOR_READY, await run('tests/emulators/twilio-emulator.ts', []).line(EMULATOR_READY));
  const logFiles = new Set([path.join(folder, 'hub', 'logs', 'hub.log')]);
  const state = { hub: runHub('0'), url: '' };
  state.url = after(HUB_READY, await state.hub.line(HUB_READY));

  function runHub(port: string): RunningProgram {
    return run('src-hub/main.ts', ['--demo', '--port', port, '--data', path.join(folder, 'hub')], {
      TWILIO_API_BASE_URL: emulatorUrl,
      ...hubEnv,
      MADOGUCHI_LOG_LEVEL: 'debug',
    });
  }

  async function tellEmulator(about: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${emulatorUrl}/emulator/${about}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  }

  return {
    hubUrl: state.url,
    folder,
    async startDesk(name, hubUrl = state.url) {
      const data = path.join(folder, `desk ${name}`);
      logFiles.add(path.join(data, 'logs', 'desk.log'));
      const args = ['--shell', 'browser', '--no-open', '--hub', hubUrl, '--data', data, '--port', '0'];
      const program = run('src-main/desk.ts', args, { MADOGUCHI_LOG_LEVEL: 'debug' });
      return { address: after(DESK_READY, await program.line(DESK_READY)), folder: data, stop: (signal) => program.stop(signal) };
    },
    endHub: (signal) => state.hub.stop(signal),
    async startHub() {
      state.hub = runHub(new URL(state.url).port);
      await state.hub.line(HUB_READY);
    },
    async customerTexts(from, body) {
      const answer = await tellEmulator('inbound', { url: `${state.url}/channels/sms/webhook`, from, body });
      return z.object({ status: z.number() }).parse(answer).status;
    },
    async textsTo(number) {
      const { accepted } = Outgoing.parse(await (await fetch(`${emulatorUrl}/emulator/messages`)).json());
      return accepted.filter(({ to }) => to === number);
    },
    async setReports(reports) {
      await tellEmulator('callbacks', reports);
    },
    async logs() {
      const files = await Promise.all([...logFiles].map((file) => readFile(file, 'utf8').catch(() => '')));
      return [...files, ...programs.flatMap(({ said }) => said)].join('\n');
    },
    async close() {
      await Promise.all(programs.map((program) => program.stop()));
      await rm(folder, { recursive: true });
    },
  };
}

function after(beginning: string, line: string): string {
  return line.slice(beginning.length);
}
