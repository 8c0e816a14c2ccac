import type { i18n } from 'i18next';
import { createFormat } from '../i18n/format.ts';
import { lineText } from '../i18n/line-text.ts';
import { isOwnedBy, isUnread, offersOf } from '../state/selectors.ts';
import type { Interaction } from '#shared/domain/interaction';
import type { Reservation } from '#shared/domain/reservation';
import type { Records } from '../state/records-store.ts';
import { showPageNotice } from '../wire/page-notices.ts';
import type { Desk } from '../wire/create-desk.ts';

/**
 * Tells the agent who looks elsewhere: a new offer, a new line of a customer in own work. The window's badge and title count what
 * is unread. What the shell cannot do is not asked of it.
 */
export function startNotifier(desk: Desk, i18n: i18n, page: Document): () => void {
  const seen = { records: desk.records.getState().records, unread: -1, locale: '' };

  function onRecords(records: Records): void {
    const before = seen.records;
    seen.records = records;
    const { session } = desk.session.getState();
    if (session?.is !== 'signed_in') return countUnread(0);
    const me = session.agent.id;
    const mine = [...records.interaction.values()].filter((interaction) => isOwnedBy(interaction, me));
    countUnread(mine.filter((interaction) => isUnread(records, me, interaction)).length);
    // What is there when somebody begins to work is no news.
    if (before.agent.size === 0) return;
    for (const offer of offersOf(records, me)) if (!before.reservation.has(offer.id)) notifyOffer(offer, records);
    for (const interaction of mine) if (hasNewLine(interaction, before)) notifyLine(interaction, records);
  }

  function notifyOffer(offer: Reservation, records: Records): void {
    const queue = records.queue.get(offer.queueId);
    const format = formatNow();
    tell(
      i18n.t('offer:title'),
      `${format.addressed(records.customer.get(offer.customerId))} · ${queue === undefined ? '' : format.text(queue.name)}`,
      offer.interactionId,
    );
  }

  function notifyLine(interaction: Interaction, records: Records): void {
    const name = formatNow().addressed(records.customer.get(interaction.customerId));
    const { showsPreviews } = desk.session.getState().settings;
    tell(
      name,
      showsPreviews && interaction.lastLine !== null ? lineText(i18n.t, interaction.lastLine) : i18n.t('inbox:newMessage'),
      interaction.id,
    );
  }

  function tell(title: string, body: string, interactionId: Interaction['id']): void {
    const { isFocused, capabilities, pageNotices } = desk.session.getState();
    if (isFocused) return;
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
    const { capabilities, settings, core } = desk.session.getState();
    if (core !== 'open' || (seen.unread === count && seen.locale === settings.locale)) return;
    seen.unread = count;
    seen.locale = settings.locale;
    const product = i18n.t('common:product', { lng: settings.locale });
    page.title = count > 0 ? `(${count}) ${product}` : product;
    if (capabilities.hasBadge) desk.shell.call('badge.set', { count }).catch(() => {});
  }

  function formatNow() {
    const { locale } = desk.session.getState().settings;
    const words = { customer: i18n.t('common:customer'), colleague: i18n.t('common:colleague'), justNow: i18n.t('common:justNow') };
    return createFormat(locale, Intl.DateTimeFormat().resolvedOptions().timeZone, words);
  }

  const stops = [
    desk.records.subscribe(({ records }) => onRecords(records)),
    desk.session.subscribe(() => onRecords(desk.records.getState().records)),
    desk.shell.on('notification.opened', ({ interactionId }) => open(interactionId)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function hasNewLine({ id, lastLine }: Interaction, before: Records): boolean {
  return lastLine?.by === 'customer' && lastLine.seq > (before.interaction.get(id)?.lastLine?.seq ?? 0);
}
