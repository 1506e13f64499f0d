import type { ImageUse } from '#contract/types.ts';
import { resourcePlace } from '../../app/paths.ts';
import type { Key } from '../../i18n/index.ts';
import { Count, Cut, TwoLines } from '../table/cells.tsx';
import type { Column } from '../table/types.ts';
import { AnswerRows } from './answer-rows.tsx';

const usesColumns: readonly Column<ImageUse>[] = [
  { id: 'workload', header: 'images.workload', width: 'minmax(0, 1.4fr)', primary: true, cell: (row) => <TwoLines first={row.workload.name} second={row.workload.kind} /> },
  { id: 'namespace', header: 'common.field.namespace', width: 'minmax(0, 1fr)', cell: (row) => <TwoLines first={row.namespace ?? '–'} second={row.environmentName} /> },
  { id: 'containers', header: 'images.containers', width: 'minmax(0, 1fr)', from: 640, cell: (row) => <Cut text={row.containers.join(', ')} /> },
  { id: 'reference', header: 'images.reference', width: 'minmax(0, 1.8fr)', from: 860, cell: (row) => <Cut mono text={row.reference} /> },
  { id: 'pods', header: 'overview.pods', width: '64px', align: 'end', cell: (row) => <Count value={row.pods} /> },
];
const keyOfUse = (row: ImageUse): string => `${row.environment} ${row.namespace} ${row.workload.kind} ${row.workload.name} ${row.reference} ${row.containers.join()}`;
const placeOfUse = (row: ImageUse) => (row.resourceId === null ? null : resourcePlace(row.resourceId));

/** Workloads that run it. */
export function UsesTable({ uses, empty }: { uses: readonly ImageUse[]; empty: { title: Key; hint: Key } }) {
  return <AnswerRows label="images.runsIn" columns={usesColumns} rows={uses} rowKey={keyOfUse} rowHeight={48} place={placeOfUse} empty={empty} />;
}
