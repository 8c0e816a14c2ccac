import { Failure, FailureBody } from '#shared/rpc/failure';

const HTTP_TIMEOUT_MS = 10_000;

export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly token?: string;
  readonly timeoutMs?: number;
}

/** Asks the first hub that can be reached, by HTTP; an answer, even a refusal, is one. */
export async function askInTurn(hubUrls: readonly string[], path: string, question: Question): Promise<unknown> {
  let unreached: Failure | null = null;
  for (const hubUrl of hubUrls) {
    try {
      return await ask(new URL(path, hubUrl), question);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'offline') throw error;
      unreached = error;
    }
  }
  throw unreached ?? new Failure('offline', 'there is no hub to ask');
}

async function ask(url: URL, { method, body, token, timeoutMs = HTTP_TIMEOUT_MS }: Question): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      // A redirect could carry the password elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new Failure('offline', 'the hub cannot be reached', { cause: error });
  }
  const text = await response.text().catch(() => '');
  const answer = parseJson(text);
  if (response.ok) return answer;
  const failure = FailureBody.safeParse(answer);
  throw failure.success ? Failure.fromBody(failure.data) : failureOf(response.status);
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function failureOf(status: number): Failure {
  // A hub says why it refuses. Whoever else stands here (a proxy, a network's own page) must end nobody's session.
  if (status === 401 || status === 403) return new Failure('offline', 'somebody else answers in the place of the hub');
  if (status === 404) return new Failure('not_found', 'there is no hub at this address');
  if (status === 429) return new Failure('too_many', 'too many tries; wait a little');
  // A proxy without its hub answers so.
  if (status >= 502 && status <= 504) return new Failure('offline', 'the hub cannot be reached');
  return new Failure('internal', `the hub answered ${status}`);
}
