import { initiativePlace } from '../../app/paths.ts';
import { Count, Cut, TwoLines } from '../../components/table/cells.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';

export const initiativeList: ListDeclaration<'listInitiatives'> = {
  route: 'listInitiatives',
  label: 'initiatives.title',
  rowKey: (row) => row.id,
  place: (row) => initiativePlace(row.id),
  rowHeight: 56,
  columns: [
    { id: 'title', header: 'common.field.initiative', width: 'minmax(0, 3fr)', primary: true, cell: (row) => <TwoLines first={row.title} second={row.description} secondTitle={row.description} /> },
    { id: 'policies', header: 'initiatives.policies', width: '100px', align: 'end', cell: (row) => <Count value={row.policies.length} /> },
    { id: 'versions', header: 'initiatives.versions', width: 'minmax(0, 1fr)', from: 700, cell: (row) => <Cut text={versionsText(row.versions)} /> },
  ],
  empty: { title: 'initiatives.none', hint: 'initiatives.noneHint' },
};

/** `v1.0 – v1.34`: a long list of versions is a range. */
const versionsText = (versions: readonly string[]): string => (versions.length > 3 ? `${versions[0]} – ${versions.at(-1)}` : versions.join(', '));
