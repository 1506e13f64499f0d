import { Badge } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { AssessmentRow, ResourceDetail } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { environmentPlace, inventoryPlace, namespacePlace, resourcePlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { AssessmentTabs } from '../../components/assessments/assessment-tabs.tsx';
import { ExemptDialog } from '../../components/exemptions/exempt-dialog.tsx';
import { TextLink } from '../../components/links.tsx';
import { Fact, FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { Unhealthy } from '../../components/table/cells.tsx';
import { Ago } from '../../components/time.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { ImagesTab } from './images-tab.tsx';
import { RelatedTab } from './related-tab.tsx';
import { YamlTab } from './yaml-tab.tsx';

const TABS = ['assessments', 'images', 'yaml', 'related'] as const;

/** One object: what is wrong with it, its YAML, and what it is connected to. */
export function ResourcePage() {
  const t = useT();
  const { resource } = useParams({ strict: false }) as { resource: string };
  const query = useQuery(read('getResource', { params: { id: resource } }));
  return (
    <FillBody>
      {query.data === undefined && <PageHeader title={t('common.field.resource')} crumbs={[{ label: t('inventory.title'), place: inventoryPlace('resources') }]} />}
      <Loaded query={query}>{(data) => <Detail resource={data} />}</Loaded>
    </FillBody>
  );
}

function Detail({ resource }: { resource: ResourceDetail }) {
  const t = useT();
  const mayWrite = useMay('write');
  const [tab, placeOf] = useTab(TABS);
  const [exempting, setExempting] = useState<AssessmentRow | null>(null);
  const { ref } = resource;
  const runs = resource.category === 'workload' && resource.images.length > 0;
  const fixed = useMemo(() => ({ resource: resource.id }), [resource.id]);
  const exempt = useCallback((row: AssessmentRow) => setExempting(row), []);
  const crumbs = [
    { label: t('inventory.title'), place: inventoryPlace('resources') },
    { label: resource.environmentName, place: environmentPlace(resource.environment) },
    ...(ref.namespace === null ? [] : [{ label: ref.namespace, place: namespacePlace(resource.environment, ref.namespace) }]),
  ];
  const owner = resource.workload === null ? undefined : resource.related.find(({ ref: each }) => each.kind === resource.workload?.kind && each.name === resource.workload.name);
  return (
    <>
      <PageHeader
        title={ref.name}
        crumbs={crumbs}
        badges={<Badge appearance="tint" color="informative">{ref.kind}</Badge>}
        meta={(
          <>
            <Fact label={t('common.field.unhealthy')}><strong><Unhealthy value={resource.unhealthy} worst={resource.worst} /></strong></Fact>
            {resource.notAssessed > 0 && <Fact label={t('words.status.notAssessed')}>{formatCount(resource.notAssessed)}</Fact>}
            <Fact label={t('inventory.apiVersion')}>{ref.apiVersion}</Fact>
            {resource.workload !== null && <Fact label={t('inventory.partOf')}>{owner?.id == null ? `${resource.workload.kind} ${resource.workload.name}` : <TextLink place={resourcePlace(owner.id)}>{`${resource.workload.kind} ${resource.workload.name}`}</TextLink>}</Fact>}
            <Fact label={t('inventory.firstSeen')}><Ago at={resource.firstSeenAt} /></Fact>
            <Fact label={t('common.field.updated')}><Ago at={resource.updatedAt} /></Fact>
          </>
        )}
      />
      <PageTabs label={ref.name} selected={tab} tabs={TABS.filter((id) => id !== 'images' || runs).map((id) => ({ id, place: placeOf(id), label: t(`inventory.resourceTab.${id}`), count: id === 'related' ? formatCount(resource.related.length) : id === 'images' ? formatCount(resource.images.length) : undefined }))} />
      {tab === 'assessments' && <AssessmentTabs fixed={fixed} without={['namespace']} columns="resource" onExempt={mayWrite ? exempt : undefined} />}
      {tab === 'images' && runs && <ImagesTab resource={resource} />}
      {tab === 'yaml' && <YamlTab resource={resource} />}
      {tab === 'related' && <RelatedTab resource={resource} />}
      {exempting !== null && <ExemptDialog policy={exempting.policy} policyTitle={exempting.policyTitle} target={{ environment: resource.environment, namespace: ref.namespace, kind: ref.kind, name: ref.name }} onClose={() => setExempting(null)} />}
    </>
  );
}
