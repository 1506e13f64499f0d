import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useEnvironments } from '../../api/environments.ts';
import { usePageSearch } from '../../app/search.ts';
import { PageMissing } from '../../app/page-fallbacks.tsx';
import { State } from '../../components/states/states.tsx';
import { DataTable } from '../../components/table/data-table.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { useT } from '../../i18n/index.ts';
import { environmentList } from './environment-list.tsx';
import { namespaceList } from './namespace-list.tsx';
import { resourceList, workloadList } from './resource-list.tsx';

/** One tab of the inventory: a list over the environments that the top bar lets through. */
export function InventoryTab() {
  const { tab } = useParams({ strict: false }) as { tab: string };
  const [{ environment }] = usePageSearch();
  const fixed = useMemo(() => ({ environment }), [environment]);
  const workloads = useMemo(() => ({ environment, category: 'workload' }), [environment]);
  if (tab === 'environments') return <ListView list={environmentList} />;
  if (tab === 'clusters') return <Clusters />;
  if (tab === 'namespaces') return <ListView list={namespaceList} fixed={fixed} />;
  if (tab === 'workloads') return <ListView list={workloadList} fixed={workloads} />;
  if (tab === 'resources') return <ListView list={resourceList} fixed={fixed} />;
  return <PageMissing />;
}

/** The API has no filter for the kind of an environment, and there are few: chosen here. */
function Clusters() {
  const t = useT();
  const clusters = useEnvironments().filter(({ kind }) => kind === 'cluster');
  if (clusters.length === 0) return <State title={t('inventory.noClusters')} role="status">{t('inventory.noClustersHint')}</State>;
  return <DataTable label={t('inventory.tab.clusters')} columns={environmentList.columns} rows={clusters} total={clusters.length} rowKey={environmentList.rowKey} place={environmentList.place} rowHeight={environmentList.rowHeight} />;
}
