import { useMemo } from 'react';
import { inventoryPlace, settingsPlace } from '../../app/paths.ts';
import { usePageSearch } from '../../app/search.ts';
import { CoverageStrip } from '../../components/images/coverage-strip.tsx';
import { imageList } from '../../components/images/image-list.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { useT } from '../../i18n/index.ts';

const TABS = ['running', 'all'] as const;

/** Images: those that run first, or all that clusters and registries hold. */
export function ImagesPage() {
  const t = useT();
  const [{ environment }] = usePageSearch();
  const [tab, placeOf] = useTab(TABS);
  const fixed = useMemo(() => ({ environment, running: tab === 'running' ? 'true' : undefined }), [environment, tab]);
  const action = tab === 'running'
    ? <LinkButton place={inventoryPlace('environments')} appearance="primary">{t('overview.welcomeAction')}</LinkButton>
    : <LinkButton place={settingsPlace('registries')} appearance="primary">{t('registries.connect')}</LinkButton>;
  return (
    <FillBody>
      <PageHeader title={t('images.title')} />
      <CoverageStrip />
      <PageTabs label={t('images.title')} selected={tab} tabs={TABS.map((id) => ({ id, place: placeOf(id), label: t(`images.tab.${id}`) }))} />
      <ListView key={tab} list={imageList} fixed={fixed} emptyAction={action} {...(tab === 'all' ? { emptyText: { title: t('images.none'), hint: t('images.noneHint') } } : {})} />
    </FillBody>
  );
}
