import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { parseConfig } from '#hub/config';
import { createHub, type Hub } from '#hub/create-hub';
import type { Db } from '#hub/db/db';
import { DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_PEOPLE } from '#hub/demo/demo-centre';
import type { CommandBody } from '#shared/commands/index';
import type { Clock } from '#shared/domain/clock';
import { createIds, DeskId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { Message } from '#shared/domain/message';
import { sql } from '#shared/sql';
import { openHubClient, type HubClient } from './hub-client.ts';
import { waitUntil } from './wait-until.ts';

/** The demo hub with its shop, listening, and an agent at a desk. */
export interface ShopWorld {
  /** By number; the same port under `localhost` is another origin. */
  readonly url: string;
  readonly hub: Hub;
  readonly mika: AgentHands;
  /** What customers wrote in the widget since this hub began, in the order of the log. */
  received(): Promise<Message[]>;
  close(): Promise<void>;
}

/** Mika's work, over the contract that every desk speaks. She is not ready until she says so, and takes by hand. */
export interface AgentHands {
  isReady(ready: boolean): Promise<void>;
  /** The newest work of the widget. */
  takes(): Promise<Interaction>;
  reads(): Promise<void>;
  replies(text: string): Promise<Message>;
  notes(text: string): Promise<void>;
  types(isTyping: boolean): Promise<void>;
  ends(): Promise<void>;
}

const clock: Clock = {
  now: () => Date.now(),
  setTimer(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export async function openShop({ db, port = 0 }: { readonly db: Db; readonly port?: number }): Promise<ShopWorld> {
  const ids = createIds(() => clock.now(), randomBytes);
  const logger = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const hub = await createHub({ db, clock, ids, config: parseConfig(['--demo'], {}), logger, wire: null });
  const url = await hub.listen(port, '127.0.0.1');
  const begun = await hub.log.head();

  const deskId = DeskId.parse('dsk_shop-world');
  const { accessToken } = await hub.sessions.signIn({ loginName: 'mika', password: DEMO_PASSWORD, deskId }, '127.0.0.1');
  let desk = await connectDesk();

  async function connectDesk(): Promise<HubClient> {
    const client = await openHubClient({ url, token: accessToken, agentId: DEMO_PEOPLE.mika.id, deskId });
    await client.hello();
    return client;
  }

  async function execute(body: CommandBody): Promise<void> {
    // A hub whose log was restored has sent every desk away.
    if (!desk.socket.connected) desk = await connectDesk();
    const outcome = await desk.execute(body, ids.command());
    if (outcome.is !== 'done') throw new Error(`the hub did not do ${body.type}: ${JSON.stringify(outcome)}`);
  }

  async function newestWork(): Promise<Interaction> {
    const [row] = await db.all<{ body: Interaction }>(
      sql`SELECT interaction.body FROM interaction JOIN conversation ON conversation.id = interaction.conversation_id
          WHERE conversation.account_id = ${DEMO_ACCOUNTS.chat} ORDER BY interaction.arrived_at DESC, interaction.id DESC LIMIT 1`,
    );
    if (row === undefined) throw new Error('there is no work');
    return row.body;
  }

  const mika: AgentHands = {
    isReady: (ready) => execute({ type: 'agent.set_intent', intent: ready ? { is: 'ready' } : { is: 'not_ready', reason: 'break' } }),
    async takes() {
      const { id } = await newestWork();
      await execute({ type: 'interaction.take', interactionId: id });
      return newestWork();
    },
    async reads() {
      const { conversationId } = await newestWork();
      await execute({ type: 'conversation.mark_read', conversationId, upToSeq: await hub.log.head() });
    },
    async replies(text) {
      const { id: interactionId, conversationId } = await newestWork();
      const messageId = ids.message();
      await execute({ type: 'message.send', interactionId, conversationId, messageId, text });
      return waitUntil(async () => {
        const [row] = await db.all<{ body: Message }>(sql`SELECT body FROM message WHERE id = ${messageId}`);
        return row?.body;
      });
    },
    async notes(text) {
      const { id: interactionId, conversationId, customerId } = await newestWork();
      await execute({ type: 'note.add', customerId, conversationId, interactionId, noteId: ids.note(), text });
    },
    async types(isTyping) {
      const { conversationId } = await newestWork();
      await desk.call('typing.set', { conversationId, isTyping });
    },
    async ends() {
      const { id: interactionId, conversationId } = await newestWork();
      await execute({ type: 'wrap_up.start', interactionId, conversationId });
    },
  };

  return {
    url,
    hub,
    mika,
    async received() {
      const rows = await db.all<{ body: Message }>(
        sql`SELECT message.body FROM message JOIN conversation ON conversation.id = message.conversation_id
            WHERE message.author = 'customer' AND message.seq > ${begun} AND conversation.account_id = ${DEMO_ACCOUNTS.chat}
            ORDER BY message.seq`,
      );
      return rows.map(({ body }) => body);
    },
    async close() {
      desk.close();
      await hub.close();
    },
  };
}
