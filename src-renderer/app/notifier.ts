import type { i18n } from 'i18next';
import { createFormat } from '../i18n/format.ts';
import { lineText } from '../i18n/line-text.ts';
import { isOwnedBy, isUnread, offersOf } from '../state/selectors.ts';
import type { AgentId } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import type { NoticeKind } from '#shared/domain/notice';
import { may } from '#shared/domain/permissions';
import type { Reservation } from '#shared/domain/reservation';
import type { Records } from '../state/records-store.ts';
import { showPageNotice } from '../wire/page-notices.ts';
import type { Desk } from '../wire/create-desk.ts';
import type { Sounds } from '../wire/sounds.ts';

export interface NotifierDeps {
  readonly desk: Desk;
  readonly i18n: i18n;
  readonly page: Document;
  readonly sounds: Sounds;
  /** Said in the window itself. */
  readonly news: (text: string) => void;
}

/** An offer rings until it is answered or over. */
const RING_EVERY_MS = 4_000;

/**
 * Tells the agent who looks elsewhere, with a sound where that is wished: a new offer, which rings until it is answered, a new line of a
 * customer in own work, a colleague who is harassed. The window's badge and title count what
 * is unread. What the shell cannot do is not asked of it.
 */
export function startNotifier({ desk, i18n, page, sounds, news }: NotifierDeps): () => void {
  const ring = { stop: null as (() => void) | null };
  const seen = { records: desk.records.getState().records, unread: -1, locale: '', isOffline: false };

  function onRecords(records: Records): void {
    const before = seen.records;
    seen.records = records;
    const { session } = desk.session.getState();
    if (session?.is !== 'signed_in') {
      stopRinging();
      return countUnread(0);
    }
    const me = session.agent.id;
    const mine = [...records.interaction.values()].filter((interaction) => isOwnedBy(interaction, me));
    countUnread(mine.filter((interaction) => isUnread(records, me, interaction)).length);
    if (offersOf(records, me).length === 0) stopRinging();
    // What is there when somebody begins to work is no news.
    if (before.agent.size === 0) return;
    for (const offer of offersOf(records, me)) if (!before.reservation.has(offer.id)) notifyOffer(offer, records);
    for (const interaction of mine) if (hasNewLine(interaction, before)) notifyLine(interaction, records);
    for (const interaction of records.interaction.values()) if (isLost(interaction, before, me)) notifyLoss(interaction, records);
    for (const interaction of records.interaction.values()) if (hasNewCall(interaction, before, me)) notifyCall(interaction, me, records);
    for (const interaction of records.interaction.values()) {
      const isMyAlarm = isNewAbuse(interaction, before) && interaction.abuse?.byId !== me;
      if (isMyAlarm && may(session.agent, 'interaction.direct', { queueId: interaction.queueId })) notifyAbuse(interaction, records);
    }
  }

  function notifyOffer(offer: Reservation, records: Records): void {
    startRinging();
    const queue = records.queue.get(offer.queueId);
    const format = formatNow();
    tell(
      'offer',
      i18n.t('offer:title'),
      `${format.addressed(records.customer.get(offer.customerId))} · ${queue === undefined ? '' : format.text(queue.name)}`,
      offer.interactionId,
    );
  }

  function notifyLine(interaction: Interaction, records: Records): void {
    const name = formatNow().addressed(records.customer.get(interaction.customerId));
    const { showsPreviews } = desk.session.getState().settings;
    if (!isLookedAt(interaction)) sound('message');
    tell(
      'message',
      name,
      showsPreviews && interaction.lastLine !== null ? lineText(i18n.t, interaction.lastLine) : i18n.t('inbox:newMessage'),
      interaction.id,
    );
  }

  /** A lead hears of it wherever the lead looks. */
  function notifyAbuse(interaction: Interaction, records: Records): void {
    const format = formatNow();
    const { byId } = interaction.abuse ?? {};
    const agent = format.agent(byId === undefined ? undefined : records.agent.get(byId));
    const body = i18n.t('abuse:noticeBody', { agent, customer: format.addressed(records.customer.get(interaction.customerId)) });
    news(`${i18n.t('abuse:notice')}　${body}`);
    sound('abuse');
    tell('abuse', i18n.t('abuse:notice'), body, interaction.id);
  }

  /** Out of one's hands by somebody else's: what was being written stays, and is shown where it was written. */
  function notifyLoss(interaction: Interaction, records: Records): void {
    const format = formatNow();
    const owner = ownerOf(interaction.state);
    const name = format.agent(owner === null ? undefined : records.agent.get(owner));
    const customer = format.addressed(records.customer.get(interaction.customerId));
    const body = i18n.t('handover:takenOver', { name, customer });
    news(body);
    sound('colleague');
    tell('colleague', customer, body, interaction.id);
  }

  function notifyCall(interaction: Interaction, me: AgentId, records: Records): void {
    const format = formatNow();
    const author = interaction.mentions?.[me]?.authorId;
    const name = format.agent(author === undefined ? undefined : records.agent.get(author));
    sound('colleague');
    tell('colleague', i18n.t('inbox:mentioned', { name }), format.addressed(records.customer.get(interaction.customerId)), interaction.id);
  }

  /** Who is not ready is left in peace, but for what cannot wait. */
  function sound(kind: NoticeKind): void {
    const { session, settings } = desk.session.getState();
    if (session?.is !== 'signed_in') return;
    const me = desk.records.getState().records.agent.get(session.agent.id) ?? session.agent;
    if (kind !== 'abuse' && me.intent.is !== 'ready') return;
    const { volume, ways } = settings.notices;
    if (ways[kind].sounds) sounds.play(kind, volume);
  }

  function startRinging(): void {
    if (ring.stop !== null) return;
    sound('offer');
    ring.stop = desk.clock.setTimer(RING_EVERY_MS, () => {
      ring.stop = null;
      startRinging();
    });
  }

  function stopRinging(): void {
    ring.stop?.();
    ring.stop = null;
  }

  function isLookedAt({ customerId }: Interaction): boolean {
    const { place, customerId: shown } = desk.ui.getState();
    return desk.session.getState().isFocused && place === 'inbox' && shown === customerId;
  }

  function tell(kind: NoticeKind, title: string, body: string, interactionId: Interaction['id']): void {
    const { isFocused, capabilities, pageNotices, settings } = desk.session.getState();
    if (isFocused || !settings.notices.ways[kind].notifies) return;
    // Lossy by nature: a notice that could not be shown is in the inbox all the same.
    if (capabilities.notifies) desk.shell.call('notify', { title, body, interactionId }).catch(() => {});
    else if (pageNotices === 'granted') showPageNotice({ title, body, interactionId }, () => open(interactionId));
  }

  function open(interactionId: Interaction['id']): void {
    const interaction = desk.records.getState().records.interaction.get(interactionId);
    if (interaction === undefined) return;
    desk.ui.setState({ place: 'inbox', sheet: null, customerId: interaction.customerId, interactionId, itemId: null });
  }

  function countUnread(count: number): void {
    const { capabilities, settings, core, connection } = desk.session.getState();
    const isOffline = connection.is === 'offline';
    if (core !== 'open' || (seen.unread === count && seen.locale === settings.locale && seen.isOffline === isOffline)) return;
    Object.assign(seen, { unread: count, locale: settings.locale, isOffline });
    const product = i18n.t('common:product', { lng: settings.locale });
    // First, because a tab shows little more than that.
    const offline = isOffline ? `${i18n.t('connection:tabOffline', { lng: settings.locale })} ` : '';
    page.title = `${offline}${count > 0 ? `(${count}) ` : ''}${product}`;
    if (capabilities.hasBadge) desk.shell.call('badge.set', { count, ...(isOffline ? { isOffline } : {}) }).catch(() => {});
  }

  function formatNow() {
    const { locale } = desk.session.getState().settings;
    const words = { customer: i18n.t('common:customer'), colleague: i18n.t('common:colleague'), justNow: i18n.t('common:justNow') };
    return createFormat(locale, Intl.DateTimeFormat().resolvedOptions().timeZone, words);
  }

  const stops = [
    desk.records.subscribe(({ records }) => onRecords(records)),
    desk.session.subscribe((now, before) => {
      // The time of the last synchronisation moves on every few seconds, and is no reason to look through everything.
      const isNews =
        now.session !== before.session ||
        now.settings !== before.settings ||
        now.core !== before.core ||
        now.connection.is !== before.connection.is;
      if (isNews) onRecords(desk.records.getState().records);
    }),
    desk.shell.on('notification.opened', ({ interactionId }) => open(interactionId)),
  ];
  return () => {
    stopRinging();
    for (const stop of stops) stop();
  };
}

/** A colleague has it now without having been asked. */
function isLost(interaction: Interaction, before: Records, me: AgentId): boolean {
  const last = before.interaction.get(interaction.id);
  const owner = ownerOf(interaction.state);
  return last !== undefined && isOwnedBy(last, me) && owner !== null && owner !== me && last.handover?.agentId !== owner;
}

/** Work that comes into sight with a call in it is told too: it came into sight because of it, or is as new to this agent. */
function hasNewCall({ id, mentions }: Interaction, before: Records, me: AgentId): boolean {
  return (mentions?.[me]?.seq ?? 0) > (before.interaction.get(id)?.mentions?.[me]?.seq ?? 0);
}

function hasNewLine({ id, lastLine }: Interaction, before: Records): boolean {
  return lastLine?.by === 'customer' && lastLine.seq > (before.interaction.get(id)?.lastLine?.seq ?? 0);
}

function isNewAbuse({ id, abuse }: Interaction, before: Records): boolean {
  return abuse !== undefined && abuse.acknowledgedById === undefined && before.interaction.get(id)?.abuse === undefined;
}
