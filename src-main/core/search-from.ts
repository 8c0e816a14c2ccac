import type { DeskContract } from '#shared/contracts/desk';
import type { CallOutput } from '#shared/rpc/contract';
import type { SearchQuestion } from '#shared/contracts/search';
import type { AgentDesk } from './agent-desk.ts';

type Asked = SearchQuestion & { readonly alsoAtHub: boolean };

/** What this computer holds. */
export async function searchFrom(
  { cache }: Pick<AgentDesk, 'cache'>,
  { alsoAtHub: _later, ...question }: Asked,
): Promise<CallOutput<DeskContract, 'search'>> {
  return { ...(await cache.call('search', question)), reach: 'this_computer' };
}
