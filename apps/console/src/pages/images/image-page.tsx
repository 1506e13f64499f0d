import { makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ImageDetail } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { imagesPlace, settingsPlace } from '../../app/paths.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { AdvisoriesWarning } from '../../components/images/advisories-age.tsx';
import { coverageQuery } from '../../components/images/scan-progress.tsx';
import { totalOf } from '../../components/images/severity-numbers.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { shortImage } from '../../lib/image-name.ts';
import { ImageActions } from './image-actions.tsx';
import { ImageFacts, ImageState } from './image-facts.tsx';
import { HistoryTab, LayersTab, UnreadTab, UsesTab } from './image-tabs.tsx';
import { ImageVulnerabilities } from './image-vulnerabilities.tsx';
import { packageList } from './package-list.tsx';

const TABS = ['vulnerabilities', 'packages', 'layers', 'uses', 'unread', 'history'] as const;
type Tab = (typeof TABS)[number];

const useStyles = makeStyles({
  banner: { margin: '0 24px 8px', flexShrink: 0 },
});

/** One image: what is vulnerable in it, what it is made of, where it runs. */
export function ImagePage() {
  const t = useT();
  const { image } = useParams({ strict: false }) as { image: string };
  const query = useQuery(read('getImage', { params: { id: image } }));
  return (
    <FillBody>
      {query.data === undefined && <PageHeader title={t('images.image')} crumbs={[{ label: t('images.title'), place: imagesPlace() }]} />}
      <Loaded query={query}>{(data) => <Detail image={data} />}</Loaded>
    </FillBody>
  );
}

function Detail({ image }: { image: ImageDetail }) {
  const styles = useStyles();
  const t = useT();
  const [tab, placeOf] = useTab(TABS);
  const coverage = useQuery(coverageQuery(undefined));
  const counts: Readonly<Record<Tab, number | null>> = {
    vulnerabilities: image.vulnerabilities === null ? null : totalOf(image.vulnerabilities), packages: image.packages, layers: image.layers.length, uses: image.uses.length, unread: image.unread.length, history: image.history.length,
  };
  const label = (id: Tab): string => t(`images.imageTab.${id}`);
  return (
    <>
      <PageHeader
        title={shortImage(image.reference)}
        crumbs={[{ label: t('images.title'), place: imagesPlace() }]}
        badges={<ImageState image={image} />}
        actions={<ImageActions image={image} />}
        meta={<ImageFacts image={image} />}
      />
      {image.state === 'notAssessed' && (
        <MessageBar intent="warning" layout="multiline" className={styles.banner}>
          <MessageBarBody><MessageBarTitle>{image.scannedAt === null ? t('images.neverAssessed') : t('images.lastFailed')}</MessageBarTitle> {image.reason ?? t('common.unknown')}</MessageBarBody>
          {image.registry === null && <MessageBarActions><LinkButton size="small" place={settingsPlace('registries')}>{t('registries.title')}</LinkButton></MessageBarActions>}
        </MessageBar>
      )}
      {coverage.data !== undefined && image.scannedAt !== null && <AdvisoriesWarning advisories={coverage.data.advisories} className={styles.banner} />}
      <PageTabs label={image.reference} selected={tab} tabs={TABS.map((id) => ({ id, place: placeOf(id), label: label(id), count: counts[id] === null ? undefined : formatCount(counts[id]) }))} />
      <TabContent tab={tab} image={image} />
    </>
  );
}

function TabContent({ tab, image }: { tab: Tab; image: ImageDetail }) {
  const t = useT();
  const params = useMemo(() => ({ id: image.id }), [image.id]);
  if (tab === 'vulnerabilities') return <ImageVulnerabilities image={image} />;
  if (tab === 'packages') return <ListView list={packageList(image.layers)} params={params} emptyText={image.scannedAt === null ? { title: t('images.notScannedYet'), hint: t('images.notScannedYetHint') } : undefined} />;
  if (tab === 'layers') return <LayersTab image={image} />;
  if (tab === 'uses') return <UsesTab image={image} />;
  if (tab === 'unread') return <UnreadTab image={image} />;
  return <HistoryTab image={image} />;
}
