import { makeStyles, tokens } from '@fluentui/react-components';
import type { Overview } from '#contract/types.ts';
import { formatCount, formatDateTime, formatPoints } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  scroll: { height: '100%', overflowY: 'auto' },
  table: { width: '100%', borderCollapse: 'collapse', fontSize: tokens.fontSizeBase200, fontVariantNumeric: 'tabular-nums' },
  head: { textAlign: 'left', position: 'sticky', top: 0, backgroundColor: tokens.colorNeutralBackground1, padding: '4px 8px', color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightSemibold },
  cell: { padding: '3px 8px', borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  end: { textAlign: 'right' },
});

/** The trend as numbers, newest first. */
export function TrendTable({ trend }: { trend: Overview['trend'] }) {
  const styles = useStyles();
  const t = useT();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('overview.score')}>
      <table className={styles.table}>
        <thead><tr><th className={styles.head} scope="col">{t('overview.at')}</th><th className={`${styles.head} ${styles.end}`} scope="col">{t('common.field.score')}</th><th className={`${styles.head} ${styles.end}`} scope="col">{t('common.field.unhealthy')}</th></tr></thead>
        <tbody>
          {trend.toReversed().map((point) => (
            <tr key={point.at}><td className={styles.cell}>{formatDateTime(new Date(point.at))}</td><td className={`${styles.cell} ${styles.end}`}>{point.score === null ? t('common.notAvailable') : formatPoints(point.score)}</td><td className={`${styles.cell} ${styles.end}`}>{formatCount(point.unhealthy)}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
