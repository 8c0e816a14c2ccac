import type { KeyVault } from '#core/key-vault';
import type { Agent } from '#shared/domain/agent';

/** Where nobody answers: a desk that was signed in long ago works from what it has. */
export const NO_HUB = 'http://127.0.0.1:1';

export function createMemoryVault(): KeyVault {
  const secrets = new Map<string, string>();
  return {
    kind: 'key_file',
    get: (name) => Promise.resolve(secrets.get(name) ?? null),
    set: (name, value) => Promise.resolve(void secrets.set(name, value)),
    delete: (name) => Promise.resolve(void secrets.delete(name)),
  };
}

/** Somebody signed in long ago, with a token that never ends. */
export async function signIn(vault: KeyVault, agent: Agent): Promise<void> {
  const session = {
    accessToken: 'a',
    accessExpiresAt: '2099-01-01T00:00:00.000Z',
    refreshToken: 'r',
    agent,
    hubUrls: [NO_HUB],
  };
  await vault.set('session', JSON.stringify(session));
}
