import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowSortDown16Regular } from '@fluentui/react-icons/svg/arrow-sort-down';
import { ArrowSortUp16Regular } from '@fluentui/react-icons/svg/arrow-sort-up';
import { useT } from '../../i18n/index.ts';
import type { Column } from './types.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid', minWidth: '600px', position: 'sticky', top: 0, zIndex: 2, height: '34px', alignItems: 'stretch', columnGap: '20px', padding: '0 24px',
    backgroundColor: tokens.colorNeutralBackground1, boxShadow: `inset 0 -1px 0 ${tokens.colorNeutralStroke2}`,
    fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground3,
  },
  cell: { display: 'flex', alignItems: 'center', minWidth: 0, whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' },
  end: { justifyContent: 'flex-end' },
  button: {
    display: 'inline-flex', alignItems: 'center', gap: '4px', padding: '2px 4px', margin: '0 -4px', border: 'none', backgroundColor: 'transparent', font: 'inherit', color: 'inherit', cursor: 'pointer', borderRadius: tokens.borderRadiusSmall, minWidth: 0,
    ':hover': { color: tokens.colorNeutralForeground1, backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-1px' },
    '& svg': { flexShrink: 0 },
  },
  text: { overflow: 'hidden', textOverflow: 'ellipsis' },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

interface HeaderRowProps<R> { columns: readonly Column<R>[]; template: string; sort: string | undefined; onSort: ((value: string) => void) | undefined; actions: boolean }

export function HeaderRow<R>({ columns, template, sort, onSort, actions }: HeaderRowProps<R>) {
  const styles = useStyles();
  const t = useT();
  return (
    <div role="rowgroup" style={{ display: 'contents' }}>
      <div role="row" aria-rowindex={1} className={styles.row} style={{ gridTemplateColumns: template }}>
        {columns.map((column) => {
          const sorted = column.sort !== undefined && column.sort.value === sort ? column.sort.direction : undefined;
          const label = t(column.header);
          return (
            <div key={column.id} role="columnheader" className={mergeClasses(styles.cell, column.align === 'end' && styles.end)} {...(sorted === undefined ? {} : { 'aria-sort': sorted })}>
              {column.sort === undefined || onSort === undefined
                ? <span className={styles.text} title={label}>{label}</span>
                : (
                  <button type="button" className={styles.button} title={t('common.sortBy', { column: label })} onClick={() => column.sort !== undefined && onSort(column.sort.value)}>
                    <span className={styles.text}>{label}</span>
                    {sorted === 'ascending' && <ArrowSortUp16Regular aria-hidden="true" />}
                    {sorted === 'descending' && <ArrowSortDown16Regular aria-hidden="true" />}
                  </button>
                )}
            </div>
          );
        })}
        {actions && <div role="columnheader" className={styles.cell}><span className={styles.hidden}>{t('common.action.actions')}</span></div>}
      </div>
    </div>
  );
}
