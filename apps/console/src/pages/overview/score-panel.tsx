import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DataLine16Regular } from '@fluentui/react-icons/svg/data-line';
import { Table16Regular } from '@fluentui/react-icons/svg/table';
import { lazy, Suspense, useState } from 'react';
import type { Overview } from '#contract/types.ts';
import { Card } from '../../components/page.tsx';
import { formatPoints, formatShortDate } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { useNow } from '../../lib/use-now.ts';
import { TrendTable } from './trend-table.tsx';

const TrendChart = lazy(() => import('./trend-chart.tsx').then((module) => ({ default: module.TrendChart })));

const useStyles = makeStyles({
  body: { display: 'flex', gap: '24px', flexWrap: 'wrap', flexGrow: 1 },
  number: { display: 'flex', flexDirection: 'column', gap: '2px', minWidth: '128px', paddingTop: '8px' },
  score: { fontSize: '52px', lineHeight: '58px', fontWeight: tokens.fontWeightSemibold, letterSpacing: '-0.03em', fontVariantNumeric: 'tabular-nums' },
  whole: { fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightRegular, color: tokens.colorNeutralForeground3, letterSpacing: 'normal' },
  quiet: { color: tokens.colorNeutralForeground3 },
  chart: { flexGrow: 1, flexBasis: '320px', minWidth: 0, height: '212px' },
});

/** The secure score, how it moved, and the same as a table for those who do not see charts. */
export function ScorePanel({ overview: { score, trend }, className }: { overview: Overview; className?: string }) {
  const styles = useStyles();
  const t = useT();
  const [asTable, setAsTable] = useState(false);
  const toggle = <Button size="small" appearance="subtle" icon={asTable ? <DataLine16Regular /> : <Table16Regular />} onClick={() => setAsTable(!asTable)} disabled={trend.length === 0}>{asTable ? t('overview.asChart') : t('overview.asTable')}</Button>;
  return (
    <Card title={t('overview.score')} aside={toggle} className={className}>
      <div className={styles.body}>
        <div className={styles.number}>
          {score === null
            ? <><Text size={500} weight="semibold">{t('common.notAvailable')}</Text><Text size={200} className={styles.quiet}>{t('overview.noScore')}</Text></>
            : <><span className={styles.score}>{formatPoints(score)}<span className={styles.whole}> / 100</span></span><Change score={score} trend={trend} /></>}
        </div>
        <div className={styles.chart}>
          {trend.length > 0 && (asTable ? <TrendTable trend={trend} /> : <Suspense fallback={<div aria-busy="true" />}><TrendChart trend={trend} /></Suspense>)}
        </div>
      </div>
    </Card>
  );
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Points gained or lost within a week, or since the record began; nothing on the first day. */
function Change({ score, trend }: { score: number; trend: Overview['trend'] }) {
  const styles = useStyles();
  const t = useT();
  const now = useNow();
  const start = trend.find((point) => point.score !== null && now - Date.parse(point.at) <= WEEK_MS);
  if (start === undefined || now - Date.parse(start.at) < DAY_MS) return null;
  const change = Math.round((score - (start.score ?? score)) * 10) / 10;
  const since = formatShortDate(new Date(start.at));
  if (change === 0) return <Text size={200} className={styles.quiet}>{t('overview.unchanged', { since })}</Text>;
  return <Text size={200} className={styles.quiet}>{t(change > 0 ? 'overview.up' : 'overview.down', { points: formatPoints(Math.abs(change)), since })}</Text>;
}
