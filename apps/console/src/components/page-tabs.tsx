import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Place } from '../app/paths.ts';
import { type PageSearch, usePageSearch } from '../app/search.ts';

const useStyles = makeStyles({
  tabs: { display: 'flex', flexWrap: 'wrap', gap: '0 4px', padding: '0 16px', flexShrink: 0 },
  small: { backgroundColor: tokens.colorNeutralBackground1, borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  tab: {
    display: 'inline-flex', alignItems: 'center', gap: '6px', padding: '9px 8px', position: 'relative', color: tokens.colorNeutralForeground2, textDecorationLine: 'none', whiteSpace: 'nowrap', borderRadius: tokens.borderRadiusMedium,
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':hover::after': { backgroundColor: tokens.colorNeutralStroke1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-3px' },
    '::after': { content: '""', position: 'absolute', left: '8px', right: '8px', bottom: 0, height: '3px', borderRadius: '2px', backgroundColor: 'transparent' },
  },
  here: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold, '::after': { backgroundColor: tokens.colorCompoundBrandStroke }, ':hover::after': { backgroundColor: tokens.colorCompoundBrandStroke } },
  count: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
});

export interface PageTab { readonly id: string; readonly label: string; readonly place: Place; readonly count?: string | undefined; readonly icon?: ReactNode }
interface PageTabsProps { label: string; tabs: readonly PageTab[]; selected: string; small?: boolean }

/** Parts of a page, each with an address of its own. */
export function PageTabs({ label, tabs, selected, small = false }: PageTabsProps) {
  const styles = useStyles();
  return (
    <nav className={mergeClasses(styles.tabs, small && styles.small)} aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.id} {...tab.place} resetScroll={false} activeProps={{}} className={mergeClasses(styles.tab, tab.id === selected && styles.here)} {...(tab.id === selected ? { 'aria-current': 'page' as const } : { 'aria-current': undefined })}>
          {tab.icon}{tab.label}{tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** Fields of the address that belong to what a tab shows, and end with it. */
const OF_A_TAB: PageSearch = { search: undefined, severity: undefined, category: undefined, initiative: undefined, status: undefined, kind: undefined, sort: undefined, unhealthy: undefined, state: undefined, path: undefined, namespace: undefined,
  fixable: undefined, knownExploited: undefined, running: undefined, registry: undefined, reason: undefined, layer: undefined, vulnerable: undefined, exempt: undefined, view: undefined, image: undefined, vulnerability: undefined, package: undefined };

/** The same page with other fields in its address. */
export const herePlace = (patch: PageSearch): Place => ({ to: '.', search: ((previous: PageSearch) => ({ ...previous, ...patch })) as never });

/** The tab in the address (the first where there is none), and the place of each tab. */
export function useTab<T extends string>(tabs: readonly [T, ...T[]]): readonly [T, (tab: T) => Place] {
  const [search] = usePageSearch();
  const selected = tabs.find((tab) => tab === search.tab) ?? tabs[0];
  return [selected, (tab) => herePlace({ ...OF_A_TAB, tab: tab === tabs[0] ? undefined : tab })];
}
