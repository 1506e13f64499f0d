import { namespacePlace } from '../../app/paths.ts';
import { Count, Cut, Score, Unhealthy } from '../../components/table/cells.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';

export const namespaceList: ListDeclaration<'listNamespaces'> = {
  route: 'listNamespaces',
  label: 'inventory.tab.namespaces',
  rowKey: (row) => `${row.environment}/${row.name}`,
  place: (row) => namespacePlace(row.environment, row.name),
  search: 'inventory.searchName',
  columns: [
    { id: 'name', header: 'common.field.name', width: 'minmax(0, 2fr)', primary: true, cell: (row) => <Cut text={row.name} /> },
    { id: 'environment', header: 'common.field.environment', width: 'minmax(0, 1.4fr)', cell: (row) => <Cut text={row.environmentName} /> },
    { id: 'score', header: 'common.field.score', width: '80px', align: 'end', cell: (row) => <Score value={row.score} /> },
    { id: 'unhealthy', header: 'common.field.unhealthy', width: '104px', align: 'end', cell: (row) => <Unhealthy value={row.unhealthy} worst={row.worst} /> },
    { id: 'workloads', header: 'common.field.workloads', width: '96px', align: 'end', cell: (row) => <Count value={row.workloads} /> },
    { id: 'objects', header: 'common.field.objects', width: '96px', align: 'end', from: 820, cell: (row) => <Count value={row.objects} /> },
  ],
  empty: { title: 'inventory.noNamespaces', hint: 'inventory.nothingFoundHint' },
};
