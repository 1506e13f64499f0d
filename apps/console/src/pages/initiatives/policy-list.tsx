import { policyPlace } from '../../app/paths.ts';
import { SeverityMark } from '../../components/marks.tsx';
import { Cut, TwoLines } from '../../components/table/cells.tsx';
import { categoryFilter } from '../../components/table/filters.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';

export const policyList: ListDeclaration<'listPolicies'> = {
  route: 'listPolicies',
  label: 'initiatives.policies',
  rowKey: (row) => row.id,
  place: (row) => policyPlace(row.id),
  search: 'initiatives.searchPolicies',
  filters: [categoryFilter],
  rowHeight: 48,
  columns: [
    { id: 'severity', header: 'common.field.severity', width: '116px', cell: (row) => <SeverityMark severity={row.severity} /> },
    { id: 'title', header: 'common.field.policy', width: 'minmax(0, 3fr)', primary: true, cell: (row) => <TwoLines first={row.title} second={row.id} /> },
    { id: 'category', header: 'common.field.category', width: 'minmax(0, 1fr)', cell: (row) => <Cut text={row.category} /> },
    { id: 'kinds', header: 'common.field.kind', width: 'minmax(0, 1.4fr)', from: 760, cell: (row) => <Cut text={row.kinds.join(', ')} /> },
    { id: 'initiatives', header: 'common.field.initiative', width: 'minmax(0, 1.6fr)', from: 940, cell: (row) => <Cut text={row.initiatives.map(({ title }) => title).join(', ')} /> },
  ],
  empty: { title: 'initiatives.noPolicies', hint: 'initiatives.noneHint' },
};
