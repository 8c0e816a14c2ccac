import { Failure, FailureBody } from '#shared/rpc/failure';

const TIMEOUT_MS = 20_000;
const DEFAULT_HUB = 'http://127.0.0.1:4649';

export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  /** Of an access token. */
  readonly token?: string;
}

/** Where the running hub is: `--hub`, else this machine's with the port of its environment. */
export function hubUrlOf(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  if (asked === undefined) return env['MADOGUCHI_PORT'] === undefined ? DEFAULT_HUB : `http://127.0.0.1:${env['MADOGUCHI_PORT']}`;
  if (!URL.canParse(asked) || !/^https?:$/.test(new URL(asked).protocol)) {
    throw new Failure('invalid', '--hub: must be an address such as https://hub.example.co.jp', { field: 'hub' });
  }
  return asked;
}

/** Asks the running hub; what it refuses, and a hub that is not there, become a Failure. */
export async function askHub(hubUrl: string, path: string, { method, body, token }: Question): Promise<unknown> {
  const response = await fetch(new URL(path, hubUrl), {
    method,
    // A redirect could carry a password elsewhere.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Failure('offline', `no hub answers at ${hubUrl}: start it, or say where it is with --hub URL`, { cause });
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const failure = FailureBody.safeParse(answer);
  throw failure.success ? Failure.fromBody(failure.data) : new Failure('internal', `the hub answered ${response.status}`);
}
