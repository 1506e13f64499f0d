import { useMemo } from 'react';
import { usePageSearch } from '../../app/search.ts';
import { CoverageStrip } from '../../components/images/coverage-strip.tsx';
import { updateList } from '../../components/images/update-list.tsx';
import { vulnerabilityList } from '../../components/images/vulnerability-list.tsx';
import { FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { useT } from '../../i18n/index.ts';

const TABS = ['vulnerabilities', 'updates'] as const;

/** What is vulnerable, by vulnerability and by the software update that resolves it. */
export function VulnerabilitiesPage() {
  const t = useT();
  const [{ environment }] = usePageSearch();
  const [tab, placeOf] = useTab(TABS);
  const fixed = useMemo(() => ({ environment }), [environment]);
  return (
    <FillBody>
      <PageHeader title={t('images.vulnerabilities')} />
      <CoverageStrip brief />
      <PageTabs label={t('images.vulnerabilities')} selected={tab} tabs={TABS.map((id) => ({ id, place: placeOf(id), label: t(`images.vulnerabilityTab.${id}`) }))} />
      {tab === 'vulnerabilities' ? <ListView key={tab} list={vulnerabilityList} fixed={fixed} /> : <ListView key={tab} list={updateList} fixed={fixed} />}
    </FillBody>
  );
}
