import type { CommandBody } from '#shared/commands/index';
import { deskContract, type DeskContract, type Session, type Settings } from '#shared/contracts/desk';
import { shellContract, type ShellContract } from '#shared/contracts/shell';
import type { Clock } from '#shared/domain/clock';
import type { CommandId, Ids } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import type { Change } from '#shared/records/records';
import type { Client } from '#shared/rpc/contract';
import { createDecisions, type Decisions } from '../state/decisions.ts';
import { createInSight, type InSight } from '../state/in-sight.ts';
import { createKeptBlobs, type KeptBlobs } from '../state/kept-blobs.ts';
import { createPictures, type Pictures } from '../state/pictures.ts';
import { isDrained } from '../state/selectors.ts';
import { createRecordsStore, type RecordsStore } from '../state/records-store.ts';
import { createSessionStore, type SessionStore } from '../state/session-store.ts';
import { createTicker, type Ticker } from '../state/ticker.ts';
import { createUiStore, type Place, type UiStore } from '../state/ui-store.ts';
import { createWaitingSends, type WaitingSends } from '../state/waiting-sends.ts';
import type { PortSource } from './choose-port.ts';
import { createLastingClient } from './lasting-client.ts';
import { createViews, type Views } from './views.ts';

/** The desk as the renderer holds it: two clients on one wire and what they told. */
export interface Desk {
  readonly desk: Client<DeskContract>;
  readonly shell: Client<ShellContract>;
  readonly records: RecordsStore;
  readonly session: SessionStore;
  readonly ui: UiStore;
  readonly views: Views;
  readonly pictures: Pictures;
  readonly keptBlobs: KeptBlobs;
  readonly waitingSends: WaitingSends;
  readonly inSight: InSight;
  readonly decisions: Decisions;
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly ids: Ids;
  /**
   * A wish, with an id minted here. Resolves once it is kept in the outbox; rejects with a Failure for what cannot wait.
   * `basis`: the seq last shown for its subject.
   */
  readonly submit: (body: CommandBody, basis: number) => Promise<CommandId>;
  /** A session the core answered with; the same as one it tells of. */
  readonly takeSession: (session: Session) => void;
  readonly start: () => () => void;
}

export interface DeskDeps {
  readonly source: PortSource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: Settings;
}

export function createDesk({ source, clock, ids, settings }: DeskDeps): Desk {
  const desk = createLastingClient(deskContract);
  const shell = createLastingClient(shellContract);
  const records = createRecordsStore();
  const session = createSessionStore(settings);
  const views = createViews(desk, records);
  const ui = createUiStore();
  const pictures = createPictures(
    async (blobId, itemId) => (await desk.call('blob.read', { blobId, ...(itemId === null ? {} : { itemId }) })).base64,
  );
  const keptBlobs = createKeptBlobs((blobIds) => desk.call('blob.kept', { blobIds }));
  const waitingSends = createWaitingSends(desk, clock);
  const decisions = createDecisions(clock);

  // What changes while everything is fetched anew comes after it; null while nothing is fetched.
  const late = { changes: null as Change[] | null };

  desk.on('records.changed', ({ changes }) => {
    if (late.changes === null) records.applyChanges(changes);
    else late.changes.push(...changes);
  });
  desk.on('inbox.backlog', (backlog) => {
    records.setBacklog(backlog);
    const who = session.getState().session;
    if (who?.is === 'signed_in' && isDrained(records.getState(), who.agent.queueIds)) void views.moreOfInbox();
  });
  desk.on('outbox.changed', (outbox) => records.setOutbox(outbox));
  desk.on('connection.changed', (connection) => session.setState({ connection }));
  desk.on('blob.changed', (changed) => keptBlobs.changed(changed));
  desk.on('session.changed', takeSession);
  shell.on('window.focused', ({ isFocused }) => session.setState({ isFocused }));

  function takeSession(next: Session): void {
    const before = session.getState().session;
    session.setState({ session: next });
    if (personOf(before) === personOf(next)) return;
    // What the last person chose is not the next one's; the language and look that the sign-in page has may stay.
    if (next.is !== 'signed_in') session.setState(({ settings: { locale, theme } }) => ({ settings: { ...settings, locale, theme } }));
    waitingSends.cancelAll();
    decisions.undoAll();
    pictures.clear();
    keptBlobs.clear();
    // The next person begins with an empty screen, not with the last one's customer.
    ui.setState({ ...ui.getInitialState(), place: firstPlaceOf(next) }, true);
    // A wire that is lost in the middle of this is followed by the next, which begins again.
    if (next.is === 'signed_in') beginWork().catch(() => {});
    else records.replaceWith([], []);
  }

  /** Everything anew: the views, what waits in the outbox, the person's own settings. */
  async function beginWork(): Promise<void> {
    const own: Change[] = [];
    late.changes = own;
    try {
      const current = await desk.call('session.current', {});
      // At once: what is told of the line while the rest is fetched is newer than this answer.
      session.setState({ connection: current.connection, ...(current.settings === null ? {} : { settings: current.settings }) });
      const { changes, backlog } = await views.reopen();
      const outbox = await desk.call('outbox.list', {});
      if (late.changes !== own) return;
      records.replaceWith([...changes, ...own], outbox, backlog);
      // The first time here: what was chosen before signing in is this person's from now on.
      if (current.settings === null) await desk.call('settings.put', session.getState().settings);
    } finally {
      if (late.changes === own) late.changes = null;
    }
  }

  async function onWire(): Promise<void> {
    const capabilities = await shell.call('capabilities', {});
    const current = await desk.call('session.current', {});
    if (session.getState().session === null) ui.setState({ place: firstPlaceOf(current.session) });
    session.setState({
      core: 'open',
      capabilities,
      session: current.session,
      connection: current.connection,
      ...(current.settings === null ? {} : { settings: current.settings }),
    });
    if (current.session.is === 'signed_in') await beginWork();
    else records.replaceWith([], []);
  }

  return {
    desk,
    shell,
    records,
    session,
    ui,
    views,
    pictures,
    keptBlobs,
    waitingSends,
    inSight: createInSight(),
    decisions,
    clock,
    ticker: createTicker(clock),
    ids,
    async submit(body, basis) {
      const commandId = ids.command();
      await desk.call('command.submit', { commandId, basis, body });
      return commandId;
    },
    takeSession,
    start: () =>
      source.start((port) => {
        desk.use(port);
        shell.use(port);
        if (port === null) session.setState({ core: 'lost' });
        // A wire that is lost in the middle of this is followed by the next, which begins again.
        else onWire().catch(() => session.setState({ core: 'lost' }));
      }),
  };
}

function personOf(session: Session | null): string | null {
  return session?.is === 'signed_in' ? session.agent.id : null;
}

/** Whose work is no conversation has nothing in the inbox. */
function firstPlaceOf(session: Session): Place {
  if (session.is !== 'signed_in' || can(session.agent.role, 'conversation.read')) return 'inbox';
  return can(session.agent.role, 'centre.configure') ? 'admin' : 'inbox';
}
