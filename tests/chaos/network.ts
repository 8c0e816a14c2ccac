import type { Dial, Line } from '#core/sync/dial-hub';
import { Failure, FailureBody } from '#shared/rpc/failure';
import { Frame, type Port } from '#shared/rpc/port';
import type { Clock } from '#shared/domain/clock';
import type { Random } from '#hub/simulator/random';
import * as z from 'zod';
import { openHubEnd, type HubEnd } from './hub-end.ts';
import { never, type Life } from './life.ts';
import type { ChaosHub } from './chaos-hub.ts';
import type { Pulse } from './pulse.ts';

/** Between desks and hubs: nothing arrives until `deliver` says so, in an order that chance decides as far as a network may. */
export interface Network {
  /** The way of one desk to the hubs, in one of its lives. */
  dialFrom(desk: string, life: Life): Dial;
  /** Whether this desk's way to this hub is open now. */
  reaches(desk: string, hub: string): boolean;
  /** Cuts or mends the way of one desk; what is under way then stands still, as behind a dead access point. */
  setCut(desk: string, isCut: boolean): void;
  /** Lets one thing happen that is due on some line; false where nothing can. */
  deliver(): boolean;
  /** This desk has a line that lives at both ends, and nothing is under way on it: what its hub knows, it was told. */
  isQuiet(desk: string): boolean;
}

interface Deps {
  readonly random: Random;
  readonly pulse: Pulse;
  readonly clock: Clock;
  readonly hubs: () => readonly ChaosHub[];
  /** Chance of a twin, an overtaking or an end in the middle, per delivery. */
  readonly trouble: () => number;
  /** Falsifies what goes up: how a bug is planted. */
  readonly tamper?: ((packet: string) => string) | undefined;
  readonly trace: (what: string) => void;
}

interface SimLine {
  readonly id: string;
  readonly desk: string;
  readonly hub: ChaosHub;
  readonly life: Life;
  readonly up: string[];
  readonly down: string[];
  end: HubEnd | null;
  isDeskOpen: boolean;
  isHubOpen: boolean;
  /** FIN is under way behind what was written before it. */
  isHubEnding: boolean;
  isDeskEnding: boolean;
  /** Answers the dial: open, or refused. */
  opened: ((packet: string | null) => void) | null;
  readonly onFrame: Set<(frame: Frame) => void>;
  readonly onClose: Set<() => void>;
  readonly onHeard: Set<() => void>;
}

const DIAL_TIMEOUT_MS = 10_000;
/** Socket.IO's own beats find a dead line at the latest by then. */
const FOUND_WITHIN_MS = 45_000;
const CONNECT = '/desk,';
const Refused = z.object({ data: FailureBody.optional() });
const FramePacket = z.tuple([z.literal('frame'), Frame]);

export function createNetwork({ random, pulse, clock, hubs, trouble, trace, tamper = (packet) => packet }: Deps): Network {
  const lines = new Set<SimLine>();
  const cut = new Set<string>();
  let count = 0;

  function hubOf(url: string): ChaosHub | undefined {
    const [name] = new URL(url).hostname.split('.');
    return hubs().find((hub) => hub.name === name && !hub.life.isDead);
  }

  function open(desk: string, life: Life, hub: ChaosHub, token: string, opened: SimLine['opened']): SimLine {
    count += 1;
    const line: SimLine = {
      id: `${desk}#${count}`,
      desk,
      hub,
      life,
      up: [`0${CONNECT}${JSON.stringify({ token })}`],
      down: [],
      end: null,
      isDeskOpen: true,
      isHubOpen: true,
      isHubEnding: false,
      isDeskEnding: false,
      opened,
      onFrame: new Set(),
      onClose: new Set(),
      onHeard: new Set(),
    };
    lines.add(line);
    hub.life.onDeath(() => {
      line.isHubOpen = false;
      line.isHubEnding = true;
      line.up.length = 0;
    });
    life.onDeath(() => {
      line.isDeskOpen = false;
      line.isDeskEnding = true;
      line.down.length = 0;
    });
    return line;
  }

  function hear(line: SimLine, packet: string): void {
    line.end ??= openEnd(line);
    line.end.hear(tamper(packet));
  }

  /** The hub looks at the token in a thread of its own: nothing else happens until it has said yes or no. */
  function openEnd(line: SimLine): HubEnd {
    const admission = Promise.withResolvers<void>();
    line.hub.life.onDeath(() => admission.resolve());
    void pulse.during('the door of a hub', admission.promise);
    const end = openHubEnd(line.hub.io, line.id, {
      onPacket(written) {
        admission.resolve();
        if (line.isDeskOpen) line.down.push(written);
      },
      onClose() {
        admission.resolve();
        line.isHubOpen = false;
        line.isHubEnding = true;
      },
    });
    return {
      hear: (packet) => end.hear(packet),
      close() {
        admission.resolve();
        end.close();
      },
    };
  }

  function arrive(line: SimLine, packet: string): void {
    if (!line.isDeskOpen || !line.life.point('a frame arrives')) return;
    for (const listener of line.onHeard) listener();
    if (line.opened !== null) {
      line.opened(packet);
      return;
    }
    if (!packet.startsWith(`2${CONNECT}`)) {
      if (packet.startsWith('1')) closeAtDesk(line);
      return;
    }
    const [, frame] = FramePacket.parse(JSON.parse(packet.slice(1 + CONNECT.length)));
    for (const listener of line.onFrame) listener(frame);
  }

  function closeAtDesk(line: SimLine): void {
    if (!line.isDeskOpen) return;
    line.isDeskOpen = false;
    line.isDeskEnding = true;
    line.down.length = 0;
    line.opened?.(null);
    for (const listener of line.onClose) listener();
  }

  function portOf(line: SimLine): Port {
    return {
      send(frame) {
        if (!line.isDeskOpen || !line.life.point(`a frame leaves: ${'name' in frame ? frame.name : frame.kind}`)) return;
        if (line.isHubOpen) line.up.push(`2${CONNECT}${JSON.stringify(['frame', frame])}`);
      },
      onFrame(listener) {
        line.onFrame.add(listener);
        return () => line.onFrame.delete(listener);
      },
      onClose(listener) {
        if (!line.isDeskOpen) listener();
        line.onClose.add(listener);
        return () => line.onClose.delete(listener);
      },
    };
  }

  /** Either end may find out soon or late, or not before the way is mended: then what stood still goes on. */
  function findOutLater(line: SimLine): void {
    clock.setTimer(random.between(1, FOUND_WITHIN_MS), () => {
      if (!cut.has(line.desk)) return;
      line.isDeskEnding = true;
      closeAtHub(line);
    });
    clock.setTimer(random.between(1, FOUND_WITHIN_MS), () => {
      if (cut.has(line.desk)) closeAtDesk(line);
    });
  }

  function closeAtHub(line: SimLine): void {
    if (!line.isHubOpen) return;
    line.isHubOpen = false;
    line.isHubEnding = true;
    line.up.length = 0;
    line.end?.close();
  }

  /** What can happen on a line now. */
  function duesOf(line: SimLine): (() => string)[] {
    const isThrough = !cut.has(line.desk);
    const dues: (() => string)[] = [];
    if (line.up.length > 0 && line.isHubOpen && isThrough) dues.push(() => deliverUp(line));
    else if (line.isDeskEnding && line.isHubOpen && isThrough) {
      dues.push(() => {
        closeAtHub(line);
        return 'the hub sees it gone';
      });
    }
    if (line.down.length > 0 && line.isDeskOpen && isThrough) dues.push(() => deliverDown(line));
    else if (line.isHubEnding && line.isDeskOpen && isThrough) {
      dues.push(() => {
        closeAtDesk(line);
        return 'the desk sees it gone';
      });
    }
    return dues;
  }

  function deliverUp(line: SimLine): string {
    const packet = line.up.shift() ?? '';
    hear(line, packet);
    if (
      !packet.includes('"hello"') &&
      packet.startsWith('2') &&
      random.chance(trouble() * (packet.includes('"command.execute"') ? 4 : 1))
    ) {
      hear(line, packet);
      return `up, twice: ${gist(packet)}`;
    }
    return `up: ${gist(packet)}`;
  }

  function deliverDown(line: SimLine): string {
    const isPush = (packet: string | undefined): boolean => packet?.includes('"events.appended"') ?? false;
    const isOvertaken = line.down.length > 1 && isPush(line.down[0]) && isPush(line.down[1]) && random.chance(trouble() * 3);
    const [packet = ''] = line.down.splice(isOvertaken ? 1 : 0, 1);
    arrive(line, packet);
    const isTwice = packet.startsWith('2') && random.chance(trouble());
    if (isTwice) arrive(line, packet);
    return `down${isTwice ? ', twice' : ''}${isOvertaken ? ', overtaking' : ''}: ${gist(packet)}`;
  }

  return {
    dialFrom: (desk, life) => async (url, token) => {
      if (!life.point('dialling')) return never();
      const hub = hubOf(url);
      // A black hole answers nothing, and a machine without the program says so at once; the desk is told the same.
      if (hub === undefined || cut.has(desk)) throw new Failure('offline', 'the hub cannot be reached');
      const { line, answer } = await new Promise<{ line: SimLine; answer: string | null }>((resolve) => {
        const begun: SimLine = open(desk, life, hub, token, (packet) => {
          begun.opened = null;
          resolve({ line: begun, answer: packet });
        });
        clock.setTimer(DIAL_TIMEOUT_MS, () => {
          if (begun.opened !== null) closeAtDesk(begun);
        });
      });
      if (life.isDead) return never();
      if (answer?.startsWith(`0${CONNECT}`) === true) return lineOf(line);
      closeAtDesk(line);
      const refused =
        answer?.startsWith(`4${CONNECT}`) === true ? Refused.parse(JSON.parse(answer.slice(1 + CONNECT.length))).data : undefined;
      throw refused === undefined ? new Failure('offline', 'the line was cut while it was opened') : Failure.fromBody(refused);
    },
    reaches: (desk, hub) => !cut.has(desk) && hubs().some((one) => one.name === hub && !one.life.isDead),
    setCut(desk, isCut) {
      if (isCut) cut.add(desk);
      else cut.delete(desk);
      for (const line of lines) if (isCut && line.desk === desk) findOutLater(line);
    },
    deliver() {
      const dues = [...lines].flatMap((line) => duesOf(line).map((happen) => ({ line, happen })));
      for (const line of lines) if (!line.isDeskOpen && !line.isHubOpen) lines.delete(line);
      const [first] = dues;
      if (first === undefined) return false;
      pulse.beat();
      const { line, happen } = random.pick([first, ...dues.slice(1)]);
      trace(`${line.id} ${happen()}`);
      return true;
    },
    isQuiet: (desk) => !cut.has(desk) && [...lines].some((line) => line.desk === desk && isWhole(line)),
  };

  function isWhole({ isDeskOpen, isHubOpen, isDeskEnding, isHubEnding, up, down }: SimLine): boolean {
    return isDeskOpen && isHubOpen && !isDeskEnding && !isHubEnding && up.length + down.length === 0;
  }

  function lineOf(line: SimLine): Line {
    return {
      port: portOf(line),
      onHeard: (listener) => void line.onHeard.add(listener),
      close: () => closeAtDesk(line),
    };
  }
}

/** Of a packet what names it; never its words. */
function gist(packet: string): string {
  const name = /"name":"([a-z._]+)"/.exec(packet)?.[1];
  const kind = /"kind":"([a-z]+)"/.exec(packet)?.[1];
  return name ?? (kind === undefined ? packet.slice(0, 7) : kind);
}
