import { inventoryPlace } from '../../app/paths.ts';
import { usePageSearch } from '../../app/search.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { FillBody, PageHeader } from '../../components/page.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { useT } from '../../i18n/index.ts';
import { recommendationList } from './recommendation-list.tsx';

export function RecommendationsPage() {
  const t = useT();
  const [{ environment }] = usePageSearch();
  return (
    <FillBody>
      <PageHeader title={t('recommendations.title')} />
      <ListView list={recommendationList} fixed={{ environment }} emptyAction={<LinkButton place={inventoryPlace('environments')} appearance="primary">{t('overview.welcomeAction')}</LinkButton>} />
    </FillBody>
  );
}
