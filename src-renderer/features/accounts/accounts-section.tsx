import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/domain/account-check';
import type { ChannelAccount } from '#shared/domain/channel-account';
import type { Channel } from '#shared/domain/conversation';
import type { AccountId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { ListDetail, type ListRow } from '#ui/ui/list-detail.tsx';
import { useNow, useRecords } from '#ui/wire/desk.tsx';
import { freeAccountId, type AccountKind } from './account-draft.ts';
import { AccountForm } from './account-form.tsx';
import { FixedAccount } from './fixed-account.tsx';
import { NewAccount } from './new-account.tsx';
import { useAccountStates } from './use-account-states.ts';

interface Item {
  readonly id: AccountId;
  readonly channel: Channel;
  readonly account: ChannelAccount | undefined;
  readonly state: AccountState | undefined;
  readonly foundBy: string;
}

/** The numbers and addresses through which customers reach the centre. */
export function AccountsSection() {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const now = useNow();
  const minute = Math.floor(now / 60_000);
  const accounts = useRecords(({ records }) => records.channel_account);
  const { states, refresh } = useAccountStates();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  // Minted when it is begun, so that saving twice makes one.
  const [begun, setBegun] = useState<{ readonly id: AccountId; readonly kind: AccountKind } | null>(null);
  const items = useMemo(() => itemsOf(accounts, states), [accounts, states]);
  const nameOf = useCallback(
    ({ account, channel, state }: Item): string => {
      if (account !== undefined) return format.text(account.name);
      const word = t(`channelName.${channel === 'chat' || channel === 'sms' || channel === 'line' ? channel : 'other'}`);
      return state?.source === 'simulator' ? t('fixed.simulatorName', { channel: word }) : word;
    },
    [format, t],
  );
  const rowOf = useCallback(
    (item: Item): ListRow => {
      const { id, account, state } = item;
      const heard = state?.heardAt ?? null;
      const badge = badgeOf(account, state);
      return {
        id,
        text: nameOf(item),
        hint: heard === null ? t('row.neverHeard', { id }) : t('row.heard', { id, when: format.when(heard, minute * 60_000) }),
        isFaded: account?.isActive === false,
        ...(badge === null
          ? {}
          : { badge: { text: t(`badge.${badge}`), tone: badge === 'secrets_missing' || badge === 'trouble' ? 'warn' : 'neutral' } }),
      };
    },
    [t, format, minute, nameOf],
  );
  const selected = items.find(({ id }) => id === selectedId);
  const choose = (id: string | null): void => {
    setBegun(null);
    setSelectedId(id);
  };
  return (
    <ListDetail
      title={t('title')}
      items={items}
      rowOf={rowOf}
      textOf={foundBy}
      selectedId={begun === null ? selectedId : null}
      onSelect={choose}
      actions={
        <NewAccount onChoose={(kind) => setBegun({ kind, id: freeAccountId(kind, new Set(items.map(({ id }) => id as string))) })} />
      }
    >
      {detail()}
    </ListDetail>
  );

  function detail(): ReactNode {
    if (begun !== null) {
      return (
        <AccountForm
          key={begun.id}
          accountId={begun.id}
          kind={begun.kind}
          account={undefined}
          state={undefined}
          onChanged={refresh}
          onSaved={() => choose(begun.id)}
          onCancel={() => setBegun(null)}
        />
      );
    }
    if (selected === undefined) return null;
    const { id, account, state } = selected;
    if (state !== undefined && (state.source !== 'centre' || account === undefined)) {
      return <FixedAccount key={id} state={state} title={nameOf(selected)} kind={kindOf(state)} />;
    }
    if (account === undefined) return null;
    return <AccountForm key={id} accountId={id} kind={account.details.is} account={account} state={state} onChanged={refresh} />;
  }
}

function itemsOf(accounts: ReadonlyMap<string, ChannelAccount>, states: ReadonlyMap<string, AccountState> | null): readonly Item[] {
  const ofRecords = [...accounts.values()].map((account): Item => {
    const { id, channel, name } = account;
    return { id, channel, account, state: states?.get(id), foundBy: `${id} ${channel} ${name.ja} ${name.en}` };
  });
  const others = [...(states?.values() ?? [])]
    .filter(({ accountId }) => !accounts.has(accountId))
    .map((state): Item => ({
      id: state.accountId,
      channel: state.channel,
      account: undefined,
      state,
      foundBy: `${state.accountId} ${state.channel}`,
    }));
  return [...ofRecords, ...others].toSorted((a, b) => rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : 1));
}

/** What runs first, what was switched off last. */
function rankOf({ account, state }: Item): number {
  if (state?.source === 'simulator') return 2;
  return account?.isActive === false ? 1 : 0;
}

function badgeOf(
  account: ChannelAccount | undefined,
  state: AccountState | undefined,
): 'inactive' | 'environment' | 'simulator' | 'secrets_missing' | 'trouble' | null {
  if (state?.source === 'simulator') return 'simulator';
  if (state?.source === 'environment') return 'environment';
  if (account?.isActive === false) return 'inactive';
  if (state !== undefined && state.secretsMissing.length > 0) return 'secrets_missing';
  const trouble = state?.trouble ?? null;
  return trouble !== null && trouble.at > (state?.heardAt ?? '') ? 'trouble' : null;
}

function kindOf({ source, channel }: AccountState): AccountKind | null {
  if (source === 'simulator') return null;
  return channel === 'chat' ? 'web_chat' : channel === 'sms' ? 'twilio_sms' : 'line';
}

function foundBy(item: Item): string {
  return item.foundBy;
}
