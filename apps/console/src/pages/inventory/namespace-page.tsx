import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { read } from '../../api/queries.ts';
import { environmentPlace, inventoryPlace } from '../../app/paths.ts';
import { AssessmentTabs } from '../../components/assessments/assessment-tabs.tsx';
import { Fact, FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { Score, Unhealthy } from '../../components/table/cells.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { resourceList, workloadList } from './resource-list.tsx';

const TABS = ['assessments', 'workloads', 'resources'] as const;

/** One namespace with all that concerns it. */
export function NamespacePage() {
  const t = useT();
  const { environment, namespace } = useParams({ strict: false }) as { environment: string; namespace: string };
  const [tab, placeOf] = useTab(TABS);
  const owner = useQuery(read('getEnvironment', { params: { id: environment } }));
  const rows = useQuery(read('listNamespaces', { query: { environment, search: namespace, limit: 1000 } }));
  const row = rows.data?.items.find(({ name }) => name === namespace);
  const fixed = useMemo(() => ({ environment, namespace }), [environment, namespace]);
  const workloads = useMemo(() => ({ ...fixed, category: 'workload' }), [fixed]);
  const counts = { assessments: undefined, workloads: row?.workloads, resources: row?.objects };
  return (
    <FillBody>
      <PageHeader
        title={namespace}
        crumbs={[{ label: t('inventory.title'), place: inventoryPlace('namespaces') }, { label: owner.data?.name ?? environment, place: environmentPlace(environment) }]}
        meta={row !== undefined && (
          <>
            <Fact label={t('common.field.score')}><strong><Score value={row.score} /></strong></Fact>
            <Fact label={t('common.field.unhealthy')}><Unhealthy value={row.unhealthy} worst={row.worst} /></Fact>
          </>
        )}
      />
      <PageTabs label={namespace} selected={tab} tabs={TABS.map((id) => ({ id, place: placeOf(id), label: t(`inventory.namespaceTab.${id}`), count: counts[id] === undefined ? undefined : formatCount(counts[id]) }))} />
      {tab === 'assessments' && <AssessmentTabs fixed={fixed} columns="place" />}
      {tab === 'workloads' && <ListView list={workloadList} fixed={workloads} />}
      {tab === 'resources' && <ListView list={resourceList} fixed={fixed} />}
    </FillBody>
  );
}
