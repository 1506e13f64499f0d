import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ImageCoverage, Vulnerability } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { imagesPlace, vulnerabilitiesPlace, vulnerabilityPlace } from '../../app/paths.ts';
import { usePageSearch } from '../../app/search.ts';
import { AdvisoriesAge, AdvisoriesWarning } from '../../components/images/advisories-age.tsx';
import { CoverageBar } from '../../components/images/coverage-bar.tsx';
import { KnownExploited } from '../../components/images/marks.tsx';
import { coverageQuery } from '../../components/images/scan-progress.tsx';
import { TextLink } from '../../components/links.tsx';
import { SeverityBars, StatusIcon } from '../../components/marks.tsx';
import { Card, Fact } from '../../components/page.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  columns: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 320px), 1fr))', gap: '12px 32px', paddingTop: '4px' },
  side: { display: 'flex', flexDirection: 'column', gap: '8px', minWidth: 0 },
  number: { fontSize: tokens.fontSizeHero700, lineHeight: '34px', fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: 'tabular-nums' },
  facts: { display: 'flex', flexWrap: 'wrap', gap: '2px 16px', fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '2px' },
  reason: { display: 'flex', gap: '6px', fontSize: tokens.fontSizeBase200, lineHeight: '18px', overflowWrap: 'anywhere' },
  heading: { margin: 0, color: tokens.colorNeutralForeground3 },
  row: {
    display: 'grid', gridTemplateColumns: '18px minmax(0, max-content) minmax(0, 1fr) auto', alignItems: 'center', columnGap: '10px', padding: '5px 8px', margin: '0 -8px', borderRadius: tokens.borderRadiusMedium, color: tokens.colorNeutralForeground1, textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  id: { whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' },
  summary: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, whiteSpace: 'nowrap', display: 'inline-flex', gap: '10px', alignItems: 'center' },
});

/** Lines of each kind that are shown; the lists have all. */
const REASONS = 3;
const WORST = 5;

/** Running images: how many of them are assessed, and the worst that was found. */
export function ImagesPanel({ className }: { className?: string }) {
  const styles = useStyles();
  const t = useT();
  const [{ environment }] = usePageSearch();
  const coverage = useQuery(coverageQuery(environment));
  const worst = useQuery(read('listVulnerabilities', { query: { environment, running: 'true', sort: 'risk', limit: WORST } }));
  const exploited = useQuery(read('listVulnerabilities', { query: { environment, running: 'true', knownExploited: 'true', limit: 1 } }));
  return (
    <Card title={t('images.runningImages')} className={className} aside={<TextLink place={imagesPlace()}>{t('overview.all')}</TextLink>}>
      <Loaded query={coverage}>
        {(data) => (
          <>
            <AdvisoriesWarning advisories={data.advisories} />
            <div className={styles.columns}>
              <Assessed coverage={data} />
              <div className={styles.side}>
                <Loaded query={worst}>{({ items }) => <Worst items={items} running={data.running} exploited={exploited.data?.total ?? 0} />}</Loaded>
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Assessed({ coverage }: { coverage: ImageCoverage }) {
  const styles = useStyles();
  const t = useT();
  return (
    <div className={styles.side}>
      <div>{coverage.running === 0 ? <strong>{t('images.noRunning')}</strong> : <><span className={styles.number}>{formatCount(coverage.assessed)}</span> {t('images.ofRunning', { count: coverage.running, total: formatCount(coverage.running) })}</>}</div>
      {coverage.running > 0 && <CoverageBar coverage={coverage} />}
      <div className={styles.facts}>
        {coverage.pending > 0 && <TextLink place={imagesPlace({ state: 'pending,scanning' })}>{t('images.waiting', { count: coverage.pending, total: formatCount(coverage.pending) })}</TextLink>}
        <Fact label={t('images.advisories.label')}><AdvisoriesAge advisories={coverage.advisories} /></Fact>
      </div>
      <ul className={styles.list}>
        {coverage.reasons.slice(0, REASONS).map(({ reason, images }) => <li key={reason} className={styles.reason}><StatusIcon status="notAssessed" /><TextLink place={imagesPlace({ reason })}>{formatCount(images)} · {reason}</TextLink></li>)}
      </ul>
    </div>
  );
}

function Worst({ items, running, exploited }: { items: readonly Vulnerability[]; running: number; exploited: number }) {
  const styles = useStyles();
  const t = useT();
  if (items.length === 0) return <Text className={styles.quiet}>{running === 0 ? t('images.noRunning') : t('images.noVulnerabilities')}</Text>;
  return (
    <>
      <Text as="h3" size={200} weight="semibold" className={styles.heading}>{t('images.worst')}{exploited > 0 && <> · <TextLink place={vulnerabilitiesPlace({ running: 'true', knownExploited: 'true' })}>{t('images.exploitedVulnerabilities', { count: exploited, total: formatCount(exploited) })}</TextLink></>}</Text>
      <ul className={styles.list}>
        {items.map((each) => (
          <li key={each.id}>
            <Link {...vulnerabilityPlace(each.id)} className={styles.row}>
              <span title={each.severity === null ? t('images.severityUnknown') : t(`words.severity.${each.severity}`)}><SeverityBars severity={each.severity ?? 'informational'} /></span>
              <span className={styles.id}>{each.id}</span>
              <span className={styles.summary} title={each.summary ?? undefined}>{each.summary ?? each.packages.join(', ')}</span>
              <span className={styles.quiet}>{each.knownExploited && <KnownExploited />}{t('images.imagesCount', { count: each.runningImages, total: formatCount(each.runningImages) })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
