import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { Place } from '../../app/paths.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { useWidth } from '../../lib/use-width.ts';
import { HeaderRow } from './header-row.tsx';
import { PlaceholderRow, TableRow } from './table-row.tsx';
import type { Column } from './types.ts';
import { useRowKeys } from './use-row-keys.ts';

const useStyles = makeStyles({
  grid: { overflowY: 'auto', overflowX: 'auto', flexGrow: 1, minHeight: 0, position: 'relative', contain: 'strict', backgroundColor: tokens.colorNeutralBackground1, overflowAnchor: 'none' },
  // On a telephone it scrolls sideways, before a column has no room left.
  body: { position: 'relative', width: '100%', minWidth: '600px' },
  changing: { opacity: 0.55 },
});

export interface DataTableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  /** Rows over all pages; those that are not loaded yet are shown as placeholders. */
  readonly total: number;
  readonly rowKey: (row: R) => string;
  readonly place?: ((row: R) => Place | null) | undefined;
  readonly rowHeight?: number | undefined;
  readonly sort?: string | undefined;
  readonly onSort?: ((value: string) => void) | undefined;
  /** Asks for further rows; called when the end of the loaded rows comes near. */
  readonly onNeedMore?: (() => void) | undefined;
  readonly changing?: boolean | undefined;
  readonly actions?: ((row: R) => ReactNode) | undefined;
  /** Rows that are shown in full beside the table. */
  readonly selected?: ((row: R) => boolean) | undefined;
}

/** Rows of constant height, of which only those in view exist. Arrow keys move between rows, Enter opens one. */
export function DataTable<R>(props: DataTableProps<R>) {
  const { rows, total, rowHeight = 40, columns, onNeedMore, actions } = props;
  const styles = useStyles();
  const t = useT();
  const [grid, setGrid] = useState<HTMLDivElement | null>(null);
  const width = useWidth(grid);
  const shown = useMemo(() => columns.filter((column) => width === 0 || column.from === undefined || width >= column.from), [columns, width]);
  const template = useMemo(() => [...shown.map((column) => column.width), ...(actions === undefined ? [] : ['40px'])].join(' '), [shown, actions]);
  const count = Math.max(total, rows.length);
  const keys = useRowKeys(count, Math.max(1, Math.floor((grid?.clientHeight ?? 400) / rowHeight) - 1));
  const virtual = useVirtualizer({
    count, estimateSize: () => rowHeight, getScrollElement: () => grid, overscan: 10, scrollPaddingStart: 36, initialRect: { width: 800, height: 600 },
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return keys.active < count && !indexes.includes(keys.active) ? [...indexes, keys.active].sort((a, b) => a - b) : indexes;
    },
  });
  useEffect(() => {
    if (keys.moved > 0) virtual.scrollToIndex(keys.active);
  }, [keys.moved, keys.active, virtual]);
  const items = virtual.getVirtualItems();
  const end = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (rows.length < total && end >= rows.length - 60) onNeedMore?.();
  }, [rows.length, total, end, onNeedMore]);
  return (
    <div ref={setGrid} className={styles.grid} role="grid" aria-label={`${props.label}, ${t('common.rows', { count, total: formatCount(count) })}`} aria-rowcount={count + 1} aria-colcount={shown.length + (actions === undefined ? 0 : 1)} aria-busy={props.changing === true} tabIndex={count === 0 ? 0 : -1} onKeyDown={keys.onKeyDown}>
      <HeaderRow columns={shown} template={template} sort={props.sort} onSort={props.onSort} actions={actions !== undefined} />
      <div role="rowgroup" className={mergeClasses(styles.body, props.changing === true && styles.changing)} style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return <PlaceholderRow key={`placeholder ${item.index}`} index={item.index} height={rowHeight} columns={shown.length + (actions === undefined ? 0 : 1)} template={template} />;
          return <TableRow key={props.rowKey(row)} row={row} index={item.index} height={rowHeight} columns={shown as readonly Column<unknown>[]} template={template} active={item.index === keys.active} focus={item.index === keys.active ? keys.moved : 0} onActivate={keys.activate} selected={props.selected?.(row) === true} place={props.place as ((row: unknown) => Place | null) | undefined} actions={actions as ((row: unknown) => ReactNode) | undefined} />;
        })}
      </div>
    </div>
  );
}
