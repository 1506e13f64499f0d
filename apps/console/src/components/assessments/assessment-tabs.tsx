import { type ReactNode, useCallback, useMemo } from 'react';
import type { AssessmentRow, Counts } from '#contract/types.ts';
import { type SearchKey, usePageSearch } from '../../app/search.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { type ShownStatus, StatusIcon } from '../marks.tsx';
import { herePlace, PageTabs } from '../page-tabs.tsx';
import { ListView } from '../table/list-view.tsx';
import { type AssessmentColumns, assessmentLists, ExemptRow } from './assessment-list.tsx';

const TABS = ['unhealthy', 'notAssessed', 'exempt', 'healthy', 'notApplicable'] as const satisfies readonly ShownStatus[];

interface AssessmentTabsProps {
  counts?: Counts;
  fixed: Readonly<Record<string, string | undefined>>;
  without?: readonly SearchKey[];
  columns: AssessmentColumns;
  onExempt?: ((row: AssessmentRow) => void) | undefined;
  toolbar?: ReactNode;
}

/** Assessments by status. An exempt row counts as exempt, whatever its status. */
export function AssessmentTabs({ counts, fixed, without, columns, onExempt, toolbar }: AssessmentTabsProps) {
  const t = useT();
  const [search] = usePageSearch();
  const status = TABS.find((tab) => tab === search.status) ?? 'unhealthy';
  const asked = useMemo(() => ({ ...fixed, ...(status === 'exempt' ? { exempt: 'true' } : { status, exempt: 'false' }) }), [fixed, status]);
  const rowActions = useCallback((row: AssessmentRow) => onExempt !== undefined && <ExemptRow row={row} onExempt={onExempt} />, [onExempt]);
  return (
    <>
      <PageTabs small label={t('common.field.status')} selected={status} tabs={TABS.map((tab) => ({ id: tab, label: t(`words.status.${tab}`), icon: <StatusIcon status={tab} />, count: counts === undefined ? undefined : formatCount(counts[tab]), place: herePlace({ status: tab === 'unhealthy' ? undefined : tab }) }))} />
      <ListView key={status} list={assessmentLists[columns]} fixed={asked} {...(without === undefined ? {} : { without })} rowActions={onExempt === undefined ? undefined : rowActions} toolbar={toolbar} emptyText={{ title: t(`assessments.none.${status}`), hint: t(`assessments.noneHint.${status}`) }} />
    </>
  );
}
