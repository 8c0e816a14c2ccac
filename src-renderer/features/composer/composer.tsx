import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgentId, InteractionId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { mentionsIn, MOST_MENTIONS } from '#shared/domain/mention';
import { may } from '#shared/domain/permissions';
import { TEXT_LIMIT } from '#shared/domain/text';
import { basisOf } from '#ui/state/selectors';
import { useDesk, useMe, useRecords, useSession } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';
import { RefusalLine } from './refusal-line.tsx';
import { ReplyBox } from './reply-box.tsx';
import { replyChoices, replySituation } from './reply-situation.ts';
import { given } from './given.ts';
import { TypingLine } from './typing-line.tsx';
import { useColleagues, type Colleague } from './use-colleagues.ts';
import { UnsentReply } from './unsent-reply.tsx';
import { WritingBox } from './writing-box.tsx';

interface ComposerProps {
  readonly interactionId: InteractionId;
  /** What helps answering this work. */
  readonly tools?: (work: Interaction) => ReactNode;
}

/** Where the agent writes: to the customer, where that is theirs to do, and to colleagues. */
export function Composer({ interactionId, tools }: ComposerProps) {
  const interaction = useRecords(({ records }) => records.interaction.get(interactionId));
  return interaction === undefined ? null : <OpenComposer key={interactionId} asked={interaction} tools={tools} />;
}

function OpenComposer({ asked, tools }: { readonly asked: Interaction; readonly tools: ComposerProps['tools'] }) {
  const { t } = useTranslation('composer');
  const desk = useDesk();
  const me = useMe();
  const choices = useRecords(({ records }) => replyChoices(records.interaction.values(), asked.customerId, me));
  const [chosenId, setChosenId] = useState(asked.id);
  const interaction = choices.find(({ id }) => id === chosenId) ?? asked;
  const isBlocked = useRecords(({ records }) => records.conversation.get(interaction.conversationId)?.block?.isBlocked ?? false);
  const line = useSession(({ connection }) => connection.is);
  const [open, setOpen] = useState<'reply' | 'note'>('reply');
  const [wantsReply, setWantsReply] = useState(false);

  const situation = replySituation(interaction, me);
  const { id: interactionId, conversationId, customerId, queueId } = interaction;
  const ownerId = 'agentId' in interaction.state ? interaction.state.agentId : null;
  const mayNote = may(me, 'conversation.note', { queueId, ownerId });
  const colleagues = useColleagues(interaction);
  const basis = (): number => basisOf(desk.records.getState(), interactionId);

  return (
    <section className={styles['composer']} aria-label={t('title')}>
      <TypingLine conversationId={conversationId} />
      {line === 'catching_up' && <p className={styles['notice']}>{t('catching_up')}</p>}
      {line === 'offline' && <p className={styles['notice']}>{t('offline')}</p>}
      {isBlocked && <p className={styles['notice']}>{t('blocked')}</p>}
      {situation.is === 'may_reply' ? (
        <ReplyBox
          key={conversationId}
          interaction={interaction}
          choices={choices}
          onChoose={setChosenId}
          isOpen={open === 'reply'}
          onOpen={() => setOpen('reply')}
          takesFocus={wantsReply}
          isBlocked={isBlocked}
          tools={tools?.(interaction)}
        />
      ) : (
        <>
          <RefusalLine interaction={interaction} situation={situation} onTake={() => setWantsReply(true)} />
          <UnsentReply key={conversationId} conversationId={conversationId} />
        </>
      )}
      {mayNote && (
        <WritingBox
          key={`${conversationId} note`}
          mode="note"
          conversationId={conversationId}
          channel={null}
          limit={TEXT_LIMIT}
          isOpen={open === 'note'}
          onOpen={() => setOpen('note')}
          send={(text, attachments) => () =>
            desk.submit(
              {
                type: 'note.add',
                customerId,
                conversationId,
                interactionId,
                noteId: desk.ids.note(),
                text,
                ...given(attachments),
                ...calling(text, colleagues),
              },
              basis(),
            )
          }
          colleagues={colleagues}
          heading={<span className={styles['hidden']}>{t('note_hidden')}</span>}
        />
      )}
    </section>
  );
}

/** Nobody called is nothing said of it: hubs of before know no calling. */
function calling(text: string, colleagues: readonly Colleague[]): { readonly mentions?: AgentId[] } {
  const called = mentionsIn(
    text,
    colleagues.filter(({ maySee }) => maySee).map(({ agent }) => agent),
  );
  const ids = [...new Set(called.map(({ agentId }) => agentId))].slice(0, MOST_MENTIONS);
  return ids.length === 0 ? {} : { mentions: ids };
}
