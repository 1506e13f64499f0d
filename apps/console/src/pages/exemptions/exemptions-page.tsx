import { useCallback, useMemo, useState } from 'react';
import type { Exemption } from '#contract/types.ts';
import { recommendationPlace, recommendationsPlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { RevokeDialog } from '../../components/exemptions/revoke-dialog.tsx';
import { ScopeCell } from '../../components/exemptions/scope-text.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { FillBody, PageHeader } from '../../components/page.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Count, TwoLines } from '../../components/table/cells.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';
import { useT } from '../../i18n/index.ts';
import { Reason, StateText, Until } from './exemption-cells.tsx';

const STATES = ['active', 'expired', 'revoked'] as const;

const exemptionList: ListDeclaration<'listExemptions'> = {
  route: 'listExemptions',
  label: 'exemptions.title',
  rowKey: (row: Exemption) => row.id,
  place: (row) => recommendationPlace(row.policy),
  rowHeight: 56,
  filters: [{ id: 'state', label: 'exemptions.stateFilter', useOptions: (t) => STATES.map((value) => ({ value, label: t(`words.exemptionState.${value}`) })) }],
  columns: [
    { id: 'policy', header: 'common.field.policy', width: 'minmax(0, 2.2fr)', primary: true, cell: (row) => <TwoLines first={row.policyTitle} second={row.justification} secondTitle={row.justification} /> },
    { id: 'scope', header: 'common.field.scope', width: 'minmax(0, 1.6fr)', cell: (row) => <ScopeCell scope={row.scope} findings={row.findings} /> },
    { id: 'reason', header: 'common.field.reason', width: '104px', from: 760, cell: (row) => <Reason reason={row.reason} /> },
    { id: 'matches', header: 'exemptions.matches', width: '72px', align: 'end', from: 900, cell: (row) => <Count value={row.matches} /> },
    { id: 'people', header: 'exemptions.people', width: 'minmax(0, 1.2fr)', from: 820, cell: (row) => <TwoLines first={row.owner} second={row.approver} /> },
    { id: 'state', header: 'common.field.state', width: '108px', cell: (row) => <StateText state={row.state} /> },
    { id: 'until', header: 'common.field.expires', width: '132px', cell: (row) => <Until exemption={row} /> },
  ],
  empty: { title: 'exemptions.emptyTitle', hint: 'exemptions.emptyHint' },
};

/** Every exemption: who answers for it, how long it lasts, and what has ended. */
export function ExemptionsPage() {
  const t = useT();
  const mayWrite = useMay('write');
  const [revoking, setRevoking] = useState<Exemption | null>(null);
  const revoke = useMemo(() => t('common.action.revoke'), [t]);
  const rowActions = useCallback((row: Exemption) => <RowMenu actions={row.state === 'active' ? [{ label: revoke, run: () => setRevoking(row) }] : []} />, [revoke]);
  return (
    <FillBody>
      <PageHeader title={t('exemptions.title')} />
      <ListView list={exemptionList} rowActions={mayWrite ? rowActions : undefined} emptyAction={<LinkButton place={recommendationsPlace()}>{t('exemptions.toRecommendations')}</LinkButton>} />
      {revoking !== null && <RevokeDialog exemption={revoking} onClose={() => setRevoking(null)} />}
    </FillBody>
  );
}
