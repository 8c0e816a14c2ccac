import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { InteractionId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { basisOf, isOwnedBy } from '#ui/state/selectors';
import { useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import { ChannelChoice } from './channel-choice.tsx';
import styles from './composer.module.css';
import { FreeReply } from './free-reply.tsx';
import { given } from './given.ts';
import { useUnseenGuard } from './unseen-guard.tsx';
import { WritingBox } from './writing-box.tsx';

interface ReplyBoxProps {
  readonly interaction: Interaction;
  readonly choices: readonly Interaction[];
  readonly onChoose: (id: InteractionId) => void;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly takesFocus: boolean;
  readonly isBlocked: boolean;
  readonly tools: ReactNode;
}

/** Words to the customer: by which channel, on which picture of the talk, and never past words that nobody here has seen. */
export function ReplyBox({ interaction, choices, onChoose, isOpen, onOpen, takesFocus, isBlocked, tools }: ReplyBoxProps) {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const desk = useDesk();
  const me = useMe();
  const { id: interactionId, conversationId, customerId, channel } = interaction;
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  const guard = useUnseenGuard(conversationId, interactionId);

  return (
    <>
      <WritingBox
        mode="reply"
        conversationId={conversationId}
        channel={channel}
        limit={TEXT_LIMIT_OF[channel]}
        isOpen={isOpen}
        onOpen={onOpen}
        takesFocus={takesFocus}
        tools={tools}
        mayGo={guard.ask}
        send={(text, attachments) => {
          // As things stand when Send is pressed, however long it can be taken back from there.
          const [messageId, known] = [desk.ids.message(), basisOf(desk.records.getState(), interactionId)];
          return () => {
            const now = desk.records.getState().records.interaction.get(interactionId);
            if (now === undefined || !isOwnedBy(now, me.id)) throw new Failure('denied', 'it is no longer in these hands');
            return desk.submit(
              { type: 'message.send', interactionId, conversationId, customerId, messageId, text, ...given(attachments) },
              known,
            );
          };
        }}
        heading={
          <>
            <span className={styles['to']}>
              <bdi>{t('reply_to', { name: format.addressed(customer) })}</bdi>
            </span>
            {!isBlocked && <FreeReply conversationId={conversationId} />}
            <ChannelChoice choices={choices} chosen={interaction} onChoose={onChoose} />
          </>
        }
      />
      {guard.dialog}
    </>
  );
}
