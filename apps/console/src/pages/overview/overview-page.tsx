import { makeStyles } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/queries.ts';
import { inventoryPlace } from '../../app/paths.ts';
import { usePageSearch } from '../../app/search.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { PageHeader, ScrollBody } from '../../components/page.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { State } from '../../components/states/states.tsx';
import { useT } from '../../i18n/index.ts';
import { CoveragePanel } from './coverage-panel.tsx';
import { ImagesPanel } from './images-panel.tsx';
import { InventoryStrip } from './inventory-strip.tsx';
import { OverviewSkeleton } from './overview-skeleton.tsx';
import { ScorePanel } from './score-panel.tsx';
import { SeverityPanel } from './severity-panel.tsx';
import { TopPanel } from './top-panel.tsx';
import { UnassessedBanner } from './unassessed-banner.tsx';

const WIDE = '@media (min-width: 1180px)';
const useStyles = makeStyles({
  grid: { display: 'grid', gap: '16px', gridTemplateColumns: 'minmax(0, 1fr)', [WIDE]: { gridTemplateColumns: 'repeat(12, minmax(0, 1fr))' } },
  score: { [WIDE]: { gridColumn: 'span 8' } },
  severity: { [WIDE]: { gridColumn: 'span 4' } },
  top: { [WIDE]: { gridColumn: 'span 8' } },
  coverage: { [WIDE]: { gridColumn: 'span 4' } },
  images: { [WIDE]: { gridColumn: 'span 12' } },
});

/** Where things stand: the score and its course, what to fix first, and what was not looked at. */
export function OverviewPage() {
  const styles = useStyles();
  const t = useT();
  const [{ environment }] = usePageSearch();
  const overview = useQuery(read('overview', { query: { environment } }));
  return (
    <>
      <PageHeader title={t('overview.title')} />
      <ScrollBody>
        <Loaded query={overview} skeleton={<OverviewSkeleton />}>
          {(data) => data.coverage.environments === 0
            ? <Welcome />
            : (
              <>
                <UnassessedBanner coverage={data.coverage} />
                <InventoryStrip overview={data} />
                <div className={styles.grid}>
                  <ScorePanel overview={data} className={styles.score} />
                  <SeverityPanel recommendations={data.recommendations} className={styles.severity} />
                  <TopPanel top={data.top} className={styles.top} />
                  <CoveragePanel overview={data} className={styles.coverage} />
                  <ImagesPanel className={styles.images} />
                </div>
              </>
            )}
        </Loaded>
      </ScrollBody>
    </>
  );
}

function Welcome() {
  const t = useT();
  return (
    <State title={t('overview.welcome')} role="status" actions={<LinkButton place={inventoryPlace('environments')} appearance="primary">{t('overview.welcomeAction')}</LinkButton>}>
      {t('overview.welcomeHint')}
    </State>
  );
}
