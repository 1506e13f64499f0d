import { makeStyles, tokens } from '@fluentui/react-components';
import type { Place } from '../../app/paths.ts';
import { type Key, useT } from '../../i18n/index.ts';
import { State } from '../states/states.tsx';
import { DataTable } from '../table/data-table.tsx';
import type { Column } from '../table/types.ts';

const useStyles = makeStyles({ place: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, borderTop: `1px solid ${tokens.colorNeutralStroke2}` } });

interface AnswerRowsProps<R> { label: Key; columns: readonly Column<R>[]; rows: readonly R[]; rowKey: (row: R) => string; rowHeight?: number; empty: { title: Key; hint: Key }; place?: (row: R) => Place | null }

/** Rows that came with the thing itself, in one answer. */
export function AnswerRows<R>({ label, empty, rows, ...table }: AnswerRowsProps<R>) {
  const styles = useStyles();
  const t = useT();
  return <div className={styles.place}>{rows.length === 0 ? <State title={t(empty.title)} role="status">{t(empty.hint)}</State> : <DataTable label={t(label)} rows={rows} total={rows.length} {...table} />}</div>;
}
