import { Badge, Button } from '@fluentui/react-components';
import { Key20Regular } from '@fluentui/react-icons/svg/key';
import { useCallback, useMemo, useState } from 'react';
import type { Token } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { ConfirmDialog } from '../../components/form/confirm-dialog.tsx';
import { notify } from '../../components/notify.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Cut, TwoLines } from '../../components/table/cells.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';
import { Ago, DateOf } from '../../components/time.tsx';
import { useT } from '../../i18n/index.ts';
import { useNow } from '../../lib/use-now.ts';
import { Reach } from './reach.tsx';
import { CreateTokenDialog } from './token-dialog.tsx';

const tokenList: ListDeclaration<'listTokens'> = {
  route: 'listTokens',
  label: 'settings.tab.tokens',
  rowKey: (row: Token) => row.id,
  rowHeight: 48,
  columns: [
    { id: 'name', header: 'common.field.name', width: 'minmax(0, 2fr)', cell: (row) => <TwoLines first={row.name} second={row.createdBy} /> },
    { id: 'scopes', header: 'settings.scopes', width: 'minmax(0, 1.2fr)', cell: (row) => <Scopes scopes={row.scopes} /> },
    { id: 'reach', header: 'common.field.environment', width: 'minmax(0, 1.2fr)', from: 800, cell: (row) => <Reach environments={row.environments} /> },
    { id: 'state', header: 'common.field.state', width: '116px', cell: (row) => <TokenState token={row} /> },
    { id: 'expires', header: 'common.field.expires', width: '124px', cell: (row) => <DateOf at={row.expiresAt} /> },
    { id: 'used', header: 'settings.lastUsed', width: '124px', from: 700, cell: (row) => <Ago at={row.lastUsedAt} /> },
  ],
  empty: { title: 'settings.noTokens', hint: 'settings.noTokensHint' },
};

function Scopes({ scopes }: { scopes: Token['scopes'] }) {
  const t = useT();
  return <Cut text={scopes.map((scope) => t(`words.scope.${scope}`)).join(', ')} />;
}

function TokenState({ token }: { token: Token }) {
  const t = useT();
  const now = useNow();
  if (token.revoked) return <Badge appearance="outline" color="informative">{t('words.exemptionState.revoked')}</Badge>;
  if (Date.parse(token.expiresAt) <= now) return <Badge appearance="outline" color="informative">{t('words.exemptionState.expired')}</Badge>;
  return <Badge appearance="tint" color="brand">{t('words.exemptionState.active')}</Badge>;
}

/** Tokens for machines. */
export function TokensView() {
  const t = useT();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const label = useMemo(() => t('common.action.revoke'), [t]);
  const rowActions = useCallback((token: Token) => <RowMenu actions={token.revoked ? [] : [{ label, run: () => setRevoking(token) }]} />, [label]);
  const revoke = async (token: Token): Promise<void> => {
    await act('revokeToken', { params: { id: token.id } });
    notify.success(t('settings.tokenRevoked', { name: token.name }));
  };
  const create = <Button size="small" appearance="primary" icon={<Key20Regular />} onClick={() => setCreating(true)}>{t('settings.createToken')}</Button>;
  return (
    <>
      <ListView list={tokenList} rowActions={rowActions} toolbar={create} />
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
      {revoking !== null && <ConfirmDialog title={t('settings.revokeTitle', { name: revoking.name })} action={label} onConfirm={() => revoke(revoking)} onClose={() => setRevoking(null)}>{t('settings.revokeText')}</ConfirmDialog>}
    </>
  );
}
