import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Counts, Overview } from '#contract/types.ts';
import { Card } from '../../components/page.tsx';
import { StatusIcon } from '../../components/marks.tsx';
import { BAR_ORDER, StatusBar } from '../../components/status-bar.tsx';
import { Ago } from '../../components/time.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  counts: { display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: '4px 16px', margin: '10px 0 12px' },
  count: { display: 'flex', alignItems: 'center', gap: '6px', whiteSpace: 'nowrap', minWidth: 0 },
  label: { overflow: 'hidden', textOverflow: 'ellipsis' },
  number: { marginLeft: 'auto', fontVariantNumeric: 'tabular-nums', fontWeight: tokens.fontWeightSemibold },
  title: { margin: '0 0 4px', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, paddingTop: '12px' },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '8px', maxHeight: '176px', overflowY: 'auto' },
  reason: { display: 'flex', gap: '8px', minWidth: 0 },
  what: { fontWeight: tokens.fontWeightMedium, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
});

/** Reasons shown; the environments' own pages list all. */
const SHOWN = 20;

/** What the numbers beside it rest on: how much was assessed, what was not, and why. */
export function CoveragePanel({ overview: { coverage, counts }, className }: { overview: Overview; className?: string }) {
  const styles = useStyles();
  const t = useT();
  return (
    <Card title={t('overview.coverage')} className={className}>
      <StatusBar counts={counts} />
      <div className={styles.counts}>{[...BAR_ORDER, 'notApplicable' as const].map((status) => <StatusCount key={status} status={status} counts={counts} />)}</div>
      <Text as="h3" size={200} weight="semibold" className={styles.title}>{t('overview.notRead', { count: coverage.reasons.length, total: formatCount(coverage.reasons.length) })}</Text>
      {coverage.reasons.length === 0
        ? <Text size={200} className={styles.quiet}>{t('overview.allRead', { count: coverage.objects, total: formatCount(coverage.objects) })}</Text>
        : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
          <ul className={styles.list} tabIndex={0} aria-label={t('overview.coverage')}>
            {coverage.reasons.slice(0, SHOWN).map((each, index) => (
              <li key={index} className={styles.reason}>
                <StatusIcon status="notAssessed" />
                <div><div className={styles.what}>{each.what}</div><div className={styles.quiet}>{each.reason}</div><div className={styles.quiet}>{each.environment} · <Ago at={each.since} /></div></div>
              </li>
            ))}
          </ul>
        )}
    </Card>
  );
}

function StatusCount({ status, counts }: { status: keyof Counts; counts: Counts }) {
  const styles = useStyles();
  const t = useT();
  const label = t(`words.status.${status}`);
  return <span className={styles.count} title={label}><StatusIcon status={status} /><span className={styles.label}>{label}</span><span className={styles.number}>{formatCount(counts[status])}</span></span>;
}
