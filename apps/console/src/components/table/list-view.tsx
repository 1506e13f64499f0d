import { Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { DismissCircle16Regular } from '@fluentui/react-icons/svg/dismiss-circle';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import type { ListRouteId, ReadRouteId, Row } from '../../api/client.ts';
import { readRows } from '../../api/queries.ts';
import { type PageSearch, type SearchKey, usePageSearch } from '../../app/search.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { Failure, Loading, State } from '../states/states.tsx';
import { DataTable } from './data-table.tsx';
import { FilterButton } from './filter-button.tsx';
import { ListSearch } from './list-search.tsx';
import type { Filter, ListDeclaration } from './types.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', minHeight: 0, flexGrow: 1, backgroundColor: tokens.colorNeutralBackground1, borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  bar: { display: 'flex', alignItems: 'center', gap: '6px', padding: '8px 24px', flexWrap: 'wrap', flexShrink: 0 },
  count: { marginLeft: 'auto', color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, whiteSpace: 'nowrap' },
  progress: { flexShrink: 0, height: '2px' },
});

interface ListViewProps<I extends ListRouteId & ReadRouteId> {
  readonly list: ListDeclaration<I>;
  /** Query fields that this place fixes, over the address. */
  readonly fixed?: Readonly<Record<string, string | undefined>> | undefined;
  /** Of the route's path, where it has some. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly selected?: ((row: Row<I>) => boolean) | undefined;
  /** Filters that make no sense here. */
  readonly without?: readonly SearchKey[];
  readonly rowActions?: ((row: Row<I>) => ReactNode) | undefined;
  /** Shown with the empty state: what to do next. */
  readonly emptyAction?: ReactNode;
  readonly emptyText?: { readonly title: string; readonly hint: string } | undefined;
  readonly toolbar?: ReactNode;
}

const NOTHING: readonly SearchKey[] = [];

/** A list page: search, filters and sorting (all kept in the address) over a virtual table of cursor pages. */
export function ListView<I extends ListRouteId & ReadRouteId>({ list, fixed, params, selected, without = NOTHING, rowActions, emptyAction, emptyText, toolbar }: ListViewProps<I>) {
  const styles = useStyles();
  const t = useT();
  const [search, setSearch] = usePageSearch();
  const filters = useMemo(() => (list.filters ?? []).filter((filter) => !without.includes(filter.id) && fixed?.[filter.id] === undefined), [list, without, fixed]);
  const query = useListQuery(list, filters, search, fixed);
  const rows = useInfiniteQuery(readRows(list.route, query, params));
  const items = useMemo(() => rows.data?.pages.flatMap((page) => page.items) ?? [], [rows.data]);
  const total = rows.data?.pages.at(-1)?.total ?? 0;
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetching } = rows;
  const onNeedMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetching) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isFetching]);
  const onSort = useCallback((value: string) => setSearch({ sort: value === list.defaultSort ? undefined : value }), [setSearch, list.defaultSort]);
  const narrowed = [...filters.map((filter) => filter.id), ...(list.search === undefined ? [] : ['search' as const])].filter((id) => search[id] !== undefined);
  const clear = (): void => setSearch(Object.fromEntries(narrowed.map((id) => [id, undefined])) as PageSearch);
  const clearButton = <Button size="small" appearance="subtle" icon={<DismissCircle16Regular />} onClick={clear}>{t('common.action.clearFilters')}</Button>;

  return (
    <div className={styles.list}>
      {(list.search !== undefined || filters.length > 0 || toolbar !== undefined) && (
        <div className={styles.bar} role="search" aria-label={t(list.label)}>
          {list.search !== undefined && <ListSearch placeholder={t(list.search)} value={search.search ?? ''} onChange={(value) => setSearch({ search: value === '' ? undefined : value }, { replace: true })} />}
          {filters.map((filter) => <FilterButton key={filter.id} filter={filter} search={search} onChange={setSearch} />)}
          {narrowed.length > 0 && clearButton}
          {toolbar}
          <span className={styles.count} aria-live="polite">{rows.data !== undefined && t('common.rows', { count: total, total: formatCount(total) })}</span>
        </div>
      )}
      {rows.isPlaceholderData && <ProgressBar className={styles.progress} aria-label={t('common.loading')} />}
      {rows.data === undefined && rows.error !== null && <Failure error={rows.error} retry={() => void rows.refetch()} />}
      {rows.data === undefined && rows.error === null && <Loading lines={10} />}
      {rows.data !== undefined && total === 0 && (narrowed.length > 0
        ? <State title={t('shell.state.noMatchTitle')} role="status" actions={clearButton}>{t('shell.state.noMatch')}</State>
        : <State title={emptyText?.title ?? t(list.empty.title)} role="status" actions={emptyAction}>{emptyText?.hint ?? t(list.empty.hint)}</State>)}
      {rows.data !== undefined && total > 0 && (
        <DataTable label={t(list.label)} columns={list.columns} rows={items} total={total} rowKey={list.rowKey} place={list.place} rowHeight={list.rowHeight}
          sort={search.sort ?? list.defaultSort} onSort={list.defaultSort === undefined ? undefined : onSort} onNeedMore={onNeedMore} changing={rows.isPlaceholderData} actions={rowActions} selected={selected} />
      )}
    </div>
  );
}

/** What the API is asked: the address's filters that this list knows, then what the place fixes. */
function useListQuery<I extends ListRouteId & ReadRouteId>(list: ListDeclaration<I>, filters: readonly Filter[], search: PageSearch, fixed: Readonly<Record<string, string | undefined>> | undefined): Record<string, string | undefined> {
  const ids: readonly SearchKey[] = [...(list.search === undefined ? [] : ['search' as const]), ...(list.defaultSort === undefined ? [] : ['sort' as const])];
  const chosen = filters.map(({ id, query }) => query?.(search[id]) ?? { [id]: search[id] });
  const text = JSON.stringify({ ...Object.assign({}, ...chosen), ...Object.fromEntries(ids.map((id) => [id, search[id]])), ...fixed });
  return useMemo(() => JSON.parse(text) as Record<string, string | undefined>, [text]);
}
