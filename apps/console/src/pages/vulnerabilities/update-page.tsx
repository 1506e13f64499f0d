import { Button, makeStyles } from '@fluentui/react-components';
import { ShieldDismiss20Regular } from '@fluentui/react-icons/svg/shield-dismiss';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { SoftwareUpdate } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { resourcePlace, updatePlace, vulnerabilitiesPlace } from '../../app/paths.ts';
import { usePageSearch } from '../../app/search.ts';
import { useMay } from '../../app/session.ts';
import { ExemptFindings } from '../../components/exemptions/exempt-findings.tsx';
import { AnswerRows } from '../../components/images/answer-rows.tsx';
import { FindingsView } from '../../components/images/findings-view.tsx';
import { KnownExploited } from '../../components/images/marks.tsx';
import { SeverityNumbers } from '../../components/images/severity-numbers.tsx';
import { UpdateStep } from '../../components/images/update-list.tsx';
import { TextLink } from '../../components/links.tsx';
import { Fact, FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { Cut } from '../../components/table/cells.tsx';
import type { Column } from '../../components/table/types.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

const TABS = ['findings', 'workloads'] as const;
const useStyles = makeStyles({ numbers: { width: '220px', display: 'inline-block' } });

type Owner = SoftwareUpdate['owners'][number];
const ownerColumns: readonly Column<Owner>[] = [
  { id: 'name', header: 'images.workload', width: 'minmax(0, 1.5fr)', primary: true, cell: (row) => <Cut text={row.name} /> },
  { id: 'kind', header: 'common.field.kind', width: 'minmax(0, 1fr)', cell: (row) => <Cut text={row.kind} /> },
  { id: 'namespace', header: 'common.field.namespace', width: 'minmax(0, 1fr)', cell: (row) => <Cut text={row.namespace ?? '–'} /> },
];
const ownerKey = (row: Owner): string => `${row.environment} ${row.kind} ${row.namespace} ${row.name}`;
const ownerPlace = (row: Owner) => (row.resourceId === null ? null : resourcePlace(row.resourceId));

/** One package to update: from where to where, what that resolves, and in whose workloads. */
export function UpdatePage() {
  const styles = useStyles();
  const t = useT();
  const { ecosystem, name } = useParams({ strict: false }) as { ecosystem: string; name: string };
  const mayWrite = useMay('write');
  const [{ environment }] = usePageSearch();
  const [tab, placeOf] = useTab(TABS);
  const [exempting, setExempting] = useState(false);
  const fixed = useMemo(() => ({ ecosystem, package: name, environment }), [ecosystem, name, environment]);
  const updates = useQuery(read('listSoftwareUpdates', { query: { search: name.slice(0, 200), environment, limit: 1000 } }));
  const found = updates.data?.items.filter((each) => each.ecosystem === ecosystem) ?? [];
  // A package of a distribution is updated with its source package, which has another name.
  const update = found.find((each) => each.package === name) ?? (found.length === 1 ? found[0] : undefined);
  const counts = { findings: undefined, workloads: update?.owners.length };
  return (
    <FillBody>
      <PageHeader
        title={name}
        crumbs={[{ label: t('images.updates'), place: vulnerabilitiesPlace({ tab: 'updates' }) }]}
        badges={(update?.knownExploited ?? 0) > 0 && <KnownExploited badge />}
        actions={mayWrite && <Button icon={<ShieldDismiss20Regular />} onClick={() => setExempting(true)}>{t('exemptions.exempt')}</Button>}
        meta={(
          <>
            <Fact label={t('images.ecosystem')}>{ecosystem}</Fact>
            {update !== undefined && (
              <>
                {update.package !== name && <Fact label={t('images.updatedWith')}><TextLink place={updatePlace(ecosystem, update.package)}>{update.package}</TextLink></Fact>}
                <UpdateStep installed={update.installed} fixed={update.fixed} />
                <span className={styles.numbers}><SeverityNumbers counts={update.vulnerabilities} bar={false} /></span>
                <Fact label={t('images.runningImages')}><strong>{formatCount(update.runningImages)}</strong> {t('images.ofImages', { total: formatCount(update.images) })}</Fact>
                <Fact label={t('common.field.workloads')}>{formatCount(update.workloads)}</Fact>
              </>
            )}
          </>
        )}
      />
      <PageTabs label={name} selected={tab} tabs={TABS.map((id) => ({ id, place: placeOf(id), label: t(`images.updateTab.${id}`), count: counts[id] === undefined ? undefined : formatCount(counts[id]) }))} />
      {tab === 'findings' && <FindingsView columns="package" fixed={fixed} />}
      {tab === 'workloads' && <AnswerRows label="images.owners" columns={ownerColumns} rows={update?.owners ?? []} rowKey={ownerKey} place={ownerPlace} empty={{ title: 'images.runsNowhere', hint: 'images.vulnerabilityRunsNowhere' }} />}
      {exempting && <ExemptFindings target={{ vulnerability: null, package: name, image: null }} onClose={() => setExempting(false)} />}
    </FillBody>
  );
}
