import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { createContext, memo, type ReactNode, use, useEffect, useRef } from 'react';
import type { Place } from '../../app/paths.ts';
import { RowLink } from './row-link.tsx';
import type { Column } from './types.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid', position: 'absolute', top: 0, left: 0, right: 0, alignItems: 'center', columnGap: '20px', padding: '0 24px', boxShadow: `inset 0 -1px 0 ${tokens.colorNeutralStroke3}`, contain: 'strict',
    fontSize: tokens.fontSizeBase300, lineHeight: '18px',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px', backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  cell: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  selected: { backgroundColor: tokens.colorNeutralBackground2, boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}, inset 0 -1px 0 ${tokens.colorNeutralStroke3}` },
  end: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  link: {
    color: tokens.colorNeutralForeground1, textDecorationLine: 'none', fontWeight: tokens.fontWeightMedium,
    '::after': { content: '""', position: 'absolute', inset: 0 },
    ':hover': { color: tokens.colorBrandForegroundLink },
  },
  actions: { position: 'relative', zIndex: 1, display: 'flex', justifyContent: 'flex-end' },
  placeholder: { height: '10px', width: '70%', borderRadius: '3px', backgroundColor: tokens.colorNeutralBackground3 },
});

/** Whether the row is the one in the tab order: what can be pressed inside of other rows is skipped by Tab. */
const ActiveRow = createContext(false);
export const useRowTabIndex = (): 0 | -1 => (use(ActiveRow) ? 0 : -1);

interface TableRowProps {
  row: unknown; index: number; height: number; columns: readonly Column<unknown>[]; template: string; active: boolean; focus: number; selected: boolean;
  onActivate: (index: number) => void; place: ((row: unknown) => Place | null) | undefined; actions: ((row: unknown) => ReactNode) | undefined;
}

export const TableRow = memo(function TableRow({ row, index, height, columns, template, active, focus, selected, onActivate, place, actions }: TableRowProps) {
  const styles = useStyles();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus > 0) element.current?.focus({ preventScroll: true });
  }, [focus]);
  const to = place?.(row) ?? null;
  return (
    <div ref={element} role="row" aria-rowindex={index + 2} tabIndex={active ? 0 : -1} {...(selected ? { 'aria-selected': true } : {})} className={mergeClasses(styles.row, selected && styles.selected)} onFocus={() => onActivate(index)} style={{ gridTemplateColumns: template, height: `${height}px`, transform: `translateY(${index * height}px)` }}>
      <ActiveRow value={active}>
        {columns.map((column) => (
          <div key={column.id} role="gridcell" className={mergeClasses(styles.cell, column.align === 'end' && styles.end)}>
            {column.primary === true && to !== null ? <RowLink place={to} className={styles.link}>{column.cell(row)}</RowLink> : column.cell(row)}
          </div>
        ))}
        {actions !== undefined && <div role="gridcell" className={styles.actions}>{actions(row)}</div>}
      </ActiveRow>
    </div>
  );
});

interface PlaceholderRowProps { index: number; height: number; columns: number; template: string }

/** A row that is known to exist and not here yet. */
export const PlaceholderRow = memo(function PlaceholderRow({ index, height, columns, template }: PlaceholderRowProps) {
  const styles = useStyles();
  return (
    <div role="row" aria-rowindex={index + 2} tabIndex={-1} className={styles.row} style={{ gridTemplateColumns: template, height: `${height}px`, transform: `translateY(${index * height}px)` }}>
      {Array.from({ length: columns }, (_, column) => <div key={column} role="gridcell" className={styles.cell}><div className={styles.placeholder} /></div>)}
    </div>
  );
});
