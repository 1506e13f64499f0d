import type { Environment } from '#contract/types.ts';
import { State } from '../../components/states/states.tsx';
import { Wrapped } from '../../components/table/cells.tsx';
import { DataTable } from '../../components/table/data-table.tsx';
import type { Column } from '../../components/table/types.ts';
import { Ago } from '../../components/time.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

type Lost = Environment['coverage']['notAssessed'][number];

const columns: readonly Column<Lost>[] = [
  { id: 'what', header: 'inventory.what', width: 'minmax(0, 1fr)', cell: (row) => <Wrapped text={row.what} /> },
  { id: 'reason', header: 'common.field.reason', width: 'minmax(0, 2fr)', cell: (row) => <Wrapped text={row.reason} /> },
  { id: 'since', header: 'common.field.since', width: '130px', cell: (row) => <Ago at={row.since} /> },
];
const rowKey = (row: Lost): string => `${row.what} ${row.reason}`;

/** What was not read in one environment, and why. */
export function CoverageTab({ environment: { coverage } }: { environment: Environment }) {
  const t = useT();
  if (coverage.notAssessed.length === 0) return <State title={t('inventory.allRead')} role="status">{t('overview.allRead', { count: coverage.objects, total: formatCount(coverage.objects) })}</State>;
  return <DataTable label={t('overview.coverage')} columns={columns} rows={coverage.notAssessed} total={coverage.notAssessed.length} rowKey={rowKey} rowHeight={52} />;
}
