import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { ImageCoverage } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { imagePlace, imagesPlace, settingsPlace } from '../../app/paths.ts';
import { usePageSearch } from '../../app/search.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { shortImage } from '../../lib/image-name.ts';
import { LinkButton } from '../link-button.tsx';
import { TextLink } from '../links.tsx';
import { StatusIcon } from '../marks.tsx';
import { Fact } from '../page.tsx';
import { Loaded } from '../states/loaded.tsx';
import { Loading } from '../states/states.tsx';
import { AdvisoriesAge, AdvisoriesWarning } from './advisories-age.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { coverageQuery, ScanBar } from './scan-progress.tsx';

const useStyles = makeStyles({
  strip: { display: 'flex', flexDirection: 'column', gap: '10px', padding: '0 24px 12px', flexShrink: 0 },
  columns: { display: 'flex', flexWrap: 'wrap', gap: '12px 32px', alignItems: 'flex-start' },
  share: { display: 'flex', flexDirection: 'column', gap: '7px', width: '300px', maxWidth: '100%' },
  title: { fontSize: tokens.fontSizeBase300 },
  number: { fontSize: tokens.fontSizeBase600, lineHeight: '28px', fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: 'tabular-nums' },
  facts: { display: 'flex', flexWrap: 'wrap', gap: '2px 16px', fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
  block: { display: 'flex', flexDirection: 'column', gap: '4px', minWidth: '220px', maxWidth: '420px', flexGrow: 1, flexBasis: '240px', fontSize: tokens.fontSizeBase200 },
  heading: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightSemibold, margin: 0, fontSize: tokens.fontSizeBase200 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '3px' },
  reason: { display: 'flex', gap: '6px', alignItems: 'flex-start', minWidth: 0, overflowWrap: 'anywhere', lineHeight: '18px' },
  icon: { paddingTop: '1px' },
  scan: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(120px, 1fr)', columnGap: '10px', alignItems: 'center', lineHeight: '18px' },
  cut: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  action: { alignSelf: 'flex-start', marginTop: '2px' },
});

/** Reasons and scans shown; the lists have all. */
const SHOWN = 3;

/** "41 of 52 running images assessed": what all numbers about images rest on, said before them. `brief`: without scans. */
export function CoverageStrip({ brief = false, className }: { brief?: boolean; className?: string | undefined }) {
  const styles = useStyles();
  const [{ environment }] = usePageSearch();
  const query = useQuery(coverageQuery(environment));
  return (
    <div className={mergeClasses(styles.strip, className)}>
      <Loaded query={query} skeleton={<Loading lines={2} />}>
        {(coverage) => (
          <>
            <AdvisoriesWarning advisories={coverage.advisories} />
            <div className={styles.columns}>
              <Share coverage={coverage} />
              {coverage.reasons.length > 0 && <Reasons coverage={coverage} />}
              {!brief && coverage.scanning.length > 0 && <Scans coverage={coverage} />}
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Share({ coverage }: { coverage: ImageCoverage }) {
  const styles = useStyles();
  const t = useT();
  return (
    <div className={styles.share}>
      <div className={styles.title}>{coverage.running === 0 ? <strong>{t('images.noRunning')}</strong> : <><span className={styles.number}>{formatCount(coverage.assessed)}</span> {t('images.ofRunning', { count: coverage.running, total: formatCount(coverage.running) })}</>}</div>
      {coverage.running > 0 && <CoverageBar coverage={coverage} />}
      <div className={styles.facts}>
        {coverage.pending > 0 && <TextLink place={imagesPlace({ state: 'pending,scanning' })}>{t('images.waiting', { count: coverage.pending, total: formatCount(coverage.pending) })}</TextLink>}
        <Fact label={t('images.advisories.label')}><AdvisoriesAge advisories={coverage.advisories} /></Fact>
      </div>
    </div>
  );
}

/** Why the rest is not assessed, each reason a way to those images. */
function Reasons({ coverage }: { coverage: ImageCoverage }) {
  const styles = useStyles();
  const t = useT();
  const registries = useQuery(read('listRegistries', { query: { limit: 1 } }));
  return (
    <section className={styles.block}>
      <h2 className={styles.heading}>{t('images.notAssessedCount', { count: coverage.notAssessed, total: formatCount(coverage.notAssessed) })}</h2>
      <ul className={styles.list}>
        {coverage.reasons.slice(0, SHOWN).map(({ reason, images }) => (
          <li key={reason} className={styles.reason}><StatusIcon status="notAssessed" className={styles.icon} /><span className={styles.cut} title={reason}><TextLink place={imagesPlace({ reason })}>{formatCount(images)} · {reason}</TextLink></span></li>
        ))}
        {coverage.reasons.length > SHOWN && <li><TextLink place={imagesPlace({ state: 'notAssessed' })}>{t('common.more', { count: coverage.reasons.length - SHOWN })}</TextLink></li>}
      </ul>
      {registries.data?.total === 0 && <span className={styles.action}><LinkButton size="small" place={settingsPlace('registries')}>{t('registries.connect')}</LinkButton></span>}
    </section>
  );
}

/** What is being scanned now, and how far. */
function Scans({ coverage }: { coverage: ImageCoverage }) {
  const styles = useStyles();
  const t = useT();
  return (
    <section className={styles.block}>
      <h2 className={styles.heading}>{t('images.scanningNow', { count: coverage.scanning.length, total: formatCount(coverage.scanning.length) })}{coverage.queued > 0 && `, ${t('images.waiting', { count: coverage.queued, total: formatCount(coverage.queued) })}`}</h2>
      <ul className={styles.list}>
        {coverage.scanning.slice(0, SHOWN).map((scan) => (
          <li key={scan.id} className={styles.scan}><span className={styles.cut} title={scan.reference}><TextLink place={imagePlace(scan.id)}>{shortImage(scan.reference)}</TextLink></span><ScanBar scan={scan} label={scan.reference} /></li>
        ))}
      </ul>
    </section>
  );
}
