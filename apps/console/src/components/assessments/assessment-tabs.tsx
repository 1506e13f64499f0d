import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { type ReactNode, useCallback, useMemo } from 'react';
import type { AssessmentRow, Counts } from '#contract/types.ts';
import { type SearchKey, usePageSearch } from '../../app/search.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { type ShownStatus, StatusIcon } from '../marks.tsx';
import { ListView } from '../table/list-view.tsx';
import { type AssessmentColumns, assessmentLists, ExemptRow } from './assessment-list.tsx';

const TABS = ['unhealthy', 'notAssessed', 'exempt', 'healthy', 'notApplicable'] as const satisfies readonly ShownStatus[];

const useStyles = makeStyles({
  tabs: { padding: '0 14px', flexShrink: 0, flexWrap: 'wrap', backgroundColor: tokens.colorNeutralBackground1, borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  count: { color: tokens.colorNeutralForeground3, marginLeft: '6px', fontVariantNumeric: 'tabular-nums' },
});

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
  const styles = useStyles();
  const t = useT();
  const [search, setSearch] = usePageSearch();
  const status = TABS.find((tab) => tab === search.status) ?? 'unhealthy';
  const asked = useMemo(() => ({ ...fixed, ...(status === 'exempt' ? { exempt: 'true' } : { status, exempt: 'false' }) }), [fixed, status]);
  const rowActions = useCallback((row: AssessmentRow) => onExempt !== undefined && <ExemptRow row={row} onExempt={onExempt} />, [onExempt]);
  return (
    <>
      <TabList className={styles.tabs} size="small" selectedValue={status} onTabSelect={(_, data) => setSearch({ status: data.value === 'unhealthy' ? undefined : String(data.value) })}>
        {TABS.map((tab) => (
          <Tab key={tab} value={tab} icon={<StatusIcon status={tab} />}>
            {t(`words.status.${tab}`)}{counts !== undefined && <span className={styles.count}>{formatCount(counts[tab])}</span>}
          </Tab>
        ))}
      </TabList>
      <ListView key={status} list={assessmentLists[columns]} fixed={asked} {...(without === undefined ? {} : { without })} rowActions={onExempt === undefined ? undefined : rowActions} toolbar={toolbar} emptyText={{ title: t(`assessments.none.${status}`), hint: t(`assessments.noneHint.${status}`) }} />
    </>
  );
}
