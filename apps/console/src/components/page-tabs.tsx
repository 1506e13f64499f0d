import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { type PageSearch, usePageSearch } from '../app/search.ts';

const useStyles = makeStyles({
  tabs: { padding: '0 14px', flexShrink: 0, flexWrap: 'wrap' },
  count: { color: tokens.colorNeutralForeground3, marginLeft: '6px', fontVariantNumeric: 'tabular-nums' },
});

export interface PageTab<T extends string> { readonly id: T; readonly label: string; readonly count?: string | undefined; readonly icon?: ReactNode }
interface PageTabsProps<T extends string> { label: string; tabs: readonly PageTab<T>[]; selected: T; onSelect: (tab: T) => void }

export function PageTabs<T extends string>({ label, tabs, selected, onSelect }: PageTabsProps<T>) {
  const styles = useStyles();
  return (
    <TabList className={styles.tabs} aria-label={label} selectedValue={selected} onTabSelect={(_, data) => onSelect(data.value as T)}>
      {tabs.map((tab) => <Tab key={tab.id} value={tab.id}>{tab.label}{tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}</Tab>)}
    </TabList>
  );
}

/** Fields of the address that belong to what a tab shows, and end with it. */
const OF_A_TAB: PageSearch = { search: undefined, severity: undefined, category: undefined, initiative: undefined, status: undefined, kind: undefined, sort: undefined, unhealthy: undefined, state: undefined, path: undefined, namespace: undefined };

/** The tab in the address (the first where there is none), and a way to choose another. */
export function useTab<T extends string>(tabs: readonly [T, ...T[]]): readonly [T, (tab: T) => void] {
  const [search, setSearch] = usePageSearch();
  const selected = tabs.find((tab) => tab === search.tab) ?? tabs[0];
  return [selected, (tab) => setSearch({ ...OF_A_TAB, tab: tab === tabs[0] ? undefined : tab })];
}
