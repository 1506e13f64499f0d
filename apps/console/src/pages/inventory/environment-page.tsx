import { Badge, makeStyles, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Environment } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { inventoryPlace } from '../../app/paths.ts';
import { EnvironmentState } from '../../components/environment-state.tsx';
import { SampleBadge } from '../../components/marks.tsx';
import { Fact, FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { Score } from '../../components/table/cells.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { Ago } from '../../components/time.tsx';
import { formatCount, formatDateTime } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { recommendationList } from '../recommendations/recommendation-list.tsx';
import { CoverageTab } from './coverage-tab.tsx';
import { EnvironmentActions } from './environment-actions.tsx';
import { namespaceList } from './namespace-list.tsx';
import { resourceList, workloadList } from './resource-list.tsx';

const TABS = ['recommendations', 'namespaces', 'workloads', 'resources', 'coverage'] as const;
const useStyles = makeStyles({ banner: { margin: '0 24px 8px', flexShrink: 0 } });

/** One environment with all that concerns it. */
export function EnvironmentPage() {
  const t = useT();
  const { environment } = useParams({ strict: false }) as { environment: string };
  const query = useQuery(read('getEnvironment', { params: { id: environment } }));
  return (
    <FillBody>
      {query.data === undefined && <PageHeader title={t('common.field.environment')} crumbs={[{ label: t('inventory.title'), place: inventoryPlace('environments') }]} />}
      <Loaded query={query}>{(data) => <Detail environment={data} />}</Loaded>
    </FillBody>
  );
}

function Detail({ environment }: { environment: Environment }) {
  const styles = useStyles();
  const t = useT();
  const [tab, placeOf] = useTab(TABS);
  const counts = { recommendations: undefined, namespaces: environment.namespaces, workloads: environment.workloads, resources: environment.coverage.objects, coverage: environment.coverage.notAssessed.length };
  return (
    <>
      <PageHeader
        title={environment.name}
        crumbs={[{ label: t('inventory.title'), place: inventoryPlace('environments') }]}
        badges={<>{environment.sample && <SampleBadge />}<Badge appearance="tint" color="informative">{t(`words.environmentKind.${environment.kind}`)}</Badge></>}
        actions={<EnvironmentActions environment={environment} />}
        meta={(
          <>
            <EnvironmentState state={environment.state} reason={environment.reason} />
            <Fact label={t('common.field.score')}><strong><Score value={environment.score} /></strong></Fact>
            <Fact label={t('common.field.unhealthy')}>{formatCount(environment.unhealthy)}</Fact>
            <Fact label={t('inventory.lastAssessed')}><Ago at={environment.lastAssessedAt} /></Fact>
            {environment.version !== null && <Fact label={t('inventory.version')}>{environment.version}</Fact>}
            {environment.server !== null && <Fact label={t('inventory.server')}>{environment.server}</Fact>}
            {environment.nodes > 0 && <Fact label={t('common.field.nodes')}>{formatCount(environment.nodes)}</Fact>}
          </>
        )}
      />
      {environment.state === 'notAssessed' && (
        <MessageBar intent="warning" layout="multiline" className={styles.banner}>
          <MessageBarBody><MessageBarTitle>{t('inventory.asOf', { since: formatDateTime(new Date(environment.since)) })}</MessageBarTitle>{environment.reason ?? t('common.unknown')}</MessageBarBody>
        </MessageBar>
      )}
      <PageTabs label={environment.name} selected={tab} tabs={TABS.map((id) => ({ id, place: placeOf(id), label: t(`inventory.environmentTab.${id}`), count: counts[id] === undefined ? undefined : formatCount(counts[id]) }))} />
      <TabContent tab={tab} environment={environment} />
    </>
  );
}

function TabContent({ tab, environment }: { tab: (typeof TABS)[number]; environment: Environment }) {
  const { id } = environment;
  const fixed = useMemo(() => ({ environment: id }), [id]);
  const workloads = useMemo(() => ({ environment: id, category: 'workload' }), [id]);
  if (tab === 'recommendations') return <ListView list={recommendationList} fixed={fixed} />;
  if (tab === 'namespaces') return <ListView list={namespaceList} fixed={fixed} />;
  if (tab === 'workloads') return <ListView list={workloadList} fixed={workloads} />;
  if (tab === 'resources') return <ListView list={resourceList} fixed={fixed} />;
  return <CoverageTab environment={environment} />;
}
