import { Agent } from '#shared/domain/agent';
import type { AgentId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Db } from '../db/db.ts';

export async function agentByLoginName(db: Db, loginName: string): Promise<Agent | undefined> {
  const rows = await db.all<{ body: unknown }>(sql`SELECT body FROM agent WHERE login_name = ${loginName}`);
  return rows[0] === undefined ? undefined : Agent.parse(rows[0].body);
}

export async function agentById(db: Db, id: AgentId): Promise<Agent | undefined> {
  const rows = await db.all<{ body: unknown }>(sql`SELECT body FROM agent WHERE id = ${id}`);
  return rows[0] === undefined ? undefined : Agent.parse(rows[0].body);
}
