import type { Resource } from '#contract/types.ts';
import { resourcePlace } from '../../app/paths.ts';
import { Count, Cut, NamespaceName, TwoLines, Unhealthy } from '../../components/table/cells.tsx';
import { namespaceFilter } from '../../components/table/filters.tsx';
import type { Column, Filter, ListDeclaration } from '../../components/table/types.ts';
import { Ago } from '../../components/time.tsx';
import { shortImage } from '../../lib/image-name.ts';

const CATEGORIES = ['workload', 'pod', 'node', 'namespace', 'network', 'identity', 'config', 'storage', 'other'] as const satisfies readonly Resource['category'][];
const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'ReplicaSet', 'Pod'] as const;

const categoryFilter: Filter = { id: 'category', label: 'common.field.category', useOptions: (t) => CATEGORIES.map((value) => ({ value, label: t(`words.category.${value}`) })) };
const kindFilter: Filter = { id: 'kind', label: 'common.field.kind', useOptions: () => WORKLOAD_KINDS.map((value) => ({ value, label: value })) };
const unhealthyFilter: Filter = { id: 'unhealthy', label: 'common.field.status', useOptions: (t) => [{ value: 'true', label: t('inventory.onlyUnhealthy') }, { value: 'false', label: t('inventory.withoutUnhealthy') }] };

const name: Column<Resource> = { id: 'name', header: 'common.field.name', width: 'minmax(0, 2fr)', primary: true, cell: (row) => <TwoLines first={row.ref.name} second={row.ref.kind} />, sort: { value: 'name', direction: 'ascending' } };
const place: readonly Column<Resource>[] = [
  { id: 'namespace', header: 'common.field.namespace', width: 'minmax(0, 1.2fr)', cell: (row) => <NamespaceName name={row.ref.namespace} /> },
  { id: 'environment', header: 'common.field.environment', width: 'minmax(0, 1.2fr)', from: 820, cell: (row) => <Cut text={row.environmentName} /> },
];
const health: readonly Column<Resource>[] = [
  { id: 'unhealthy', header: 'common.field.unhealthy', width: '92px', align: 'end', cell: (row) => <Unhealthy value={row.unhealthy} worst={row.worst} />, sort: { value: 'unhealthy', direction: 'descending' } },
  { id: 'notAssessed', header: 'words.status.notAssessed', width: '108px', align: 'end', from: 700, cell: (row) => <Count value={row.notAssessed} /> },
  { id: 'updated', header: 'common.field.updated', width: '112px', from: 760, cell: (row) => <Ago at={row.updatedAt} />, sort: { value: 'updated', direction: 'descending' } },
];

const base = {
  route: 'listResources', rowKey: (row: Resource) => row.id, place: (row: Resource) => resourcePlace(row.id), search: 'inventory.searchName', defaultSort: 'unhealthy', rowHeight: 48,
  empty: { title: 'inventory.nothingFound', hint: 'inventory.nothingFoundHint' },
} as const;

/** Top controllers and stand-alone pods. */
export const workloadList: ListDeclaration<'listResources'> = {
  ...base, label: 'inventory.tab.workloads', filters: [kindFilter, namespaceFilter, unhealthyFilter],
  columns: [name, ...place, { id: 'images', header: 'common.field.images', width: 'minmax(0, 2fr)', from: 1020, cell: (row) => <Cut mono text={row.images.map(shortImage).join(', ')} whole={row.images.join(', ')} /> }, ...health],
};

/** Every object of the inventory. */
export const resourceList: ListDeclaration<'listResources'> = {
  ...base, label: 'inventory.tab.resources', filters: [categoryFilter, namespaceFilter, unhealthyFilter],
  columns: [name, ...place, { id: 'workload', header: 'inventory.partOf', width: 'minmax(0, 1.2fr)', from: 1020, cell: (row) => <Cut text={row.workload === null ? '' : `${row.workload.kind} ${row.workload.name}`} /> }, ...health],
};
