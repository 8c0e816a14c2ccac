import { useTranslation } from 'react-i18next';
import type { CommandOf } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import type { Instant } from '#shared/domain/clock';
import { ownerOf } from '#shared/domain/interaction';
import type { AgentId } from '#shared/domain/ids';
import { languageOf } from '#shared/domain/text';
import { useFormat } from '#ui/i18n/use-format';
import { Icon } from '#ui/ui/icon.tsx';
import { useMe, useRecords } from '#ui/wire/desk.tsx';
import { beforeAndSince, type SeenItem } from './since.ts';
import { UnsentFiles } from './unsent-files.tsx';
import styles from './unsent.module.css';

interface SinceThenProps {
  readonly item: OutboxItem;
  readonly body: CommandOf<'message.send'>;
}

/** Side by side: what the agent answered and wrote, and what has happened since. */
export function SinceThen({ item, body }: SinceThenProps) {
  const { t } = useTranslation('unsent');
  const format = useFormat();
  const { writtenAt, basis } = item.command;
  const messages = useRecords(({ confirmed }) => confirmed.message);
  const notes = useRecords(({ confirmed }) => confirmed.note);
  const { before, since } = beforeAndSince({ message: messages, note: notes }, body.conversationId, basis);
  return (
    <div className={styles['compare']}>
      <section aria-label={t('then')}>
        <h3>{t('then_at', { time: format.clock(writtenAt) })}</h3>
        <ul className={styles['lines']}>
          {before.map((seen) => (
            <SeenLine key={seen.item.id} seen={seen} />
          ))}
        </ul>
        <div className={styles['own']}>
          <p className={styles['who']}>{t('your_words')}</p>
          <p className={styles['words']} dir="auto" lang={languageOf(body.text) ?? undefined}>
            {body.text}
          </p>
          <UnsentFiles body={body} />
        </div>
      </section>
      <section aria-label={t('since')}>
        <h3>{t('since')}</h3>
        <WorkNow item={item} body={body} />
        {since.length === 0 ? (
          <p className={styles['quiet']}>{t('nothing_since')}</p>
        ) : (
          <ul className={styles['lines']}>
            {since.map((seen) => (
              <SeenLine key={seen.item.id} seen={seen} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

/** Who has the work now, or when it was closed, where that is not as it was. */
function WorkNow({ item: { state }, body }: SinceThenProps) {
  const { t } = useTranslation('unsent');
  const format = useFormat();
  const me = useMe();
  const work = useRecords(({ records }) => records.interaction.get(body.interactionId));
  const ownerId = work === undefined ? (state.is === 'held' ? (state.ownerId ?? null) : null) : ownerOf(work.state);
  const owner = format.agent(useRecords(({ records }) => (ownerId === null ? undefined : records.agent.get(ownerId))));
  const queue = useRecords(({ records }) => (work === undefined ? undefined : records.queue.get(work.queueId)?.name));
  if (work?.state.is === 'closed') return <Fact text={t('now.closed', { time: format.full(work.state.at) })} />;
  if (ownerId !== null && ownerId !== me.id) return <Fact text={t('now.with', { name: owner })} />;
  if (work === undefined) return <Fact text={t('now.gone')} />;
  return ownerId === null ? <Fact text={t('now.queued', { queue: queue === undefined ? '…' : format.text(queue) })} /> : null;
}

function Fact({ text }: { readonly text: string }) {
  return (
    <p className={styles['fact']}>
      <Icon name="warning" size="0.875rem" />
      {text}
    </p>
  );
}

function SeenLine({ seen }: { readonly seen: SeenItem }) {
  const { t } = useTranslation('unsent');
  const format = useFormat();
  const { text, customerId, at } = seen.item;
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  const by = seen.is === 'note' ? seen.item.authorId : agentOf(seen.item.author);
  const agent = format.agent(useRecords(({ records }) => (by === null ? undefined : records.agent.get(by))));
  const isCustomer = seen.is === 'message' && seen.item.author.by === 'customer';
  const who = isCustomer ? format.addressed(customer) : by === null ? t('centre') : agent;
  const files = seen.item.attachments ?? [];
  return (
    <li className={styles['line']} data-by={isCustomer ? 'customer' : seen.is}>
      <p className={styles['who']}>
        <bdi>{seen.is === 'note' ? t('note_by', { name: who }) : who}</bdi>
        <Time at={at} />
      </p>
      {text !== '' && (
        <p className={styles['words']} dir="auto" lang={languageOf(text) ?? undefined}>
          {text}
        </p>
      )}
      {files.length > 0 && <p className={styles['quiet']}>{files.map(({ name }) => name).join('、')}</p>}
    </li>
  );
}

function agentOf(author: { readonly by: string; readonly agentId?: AgentId }): AgentId | null {
  return author.agentId ?? null;
}

function Time({ at }: { readonly at: Instant }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.full(at)} className="figures">
      {format.clock(at)}
    </time>
  );
}
