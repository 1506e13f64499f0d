import { makeStyles, tokens } from '@fluentui/react-components';
import { Link } from '@tanstack/react-router';
import type { Overview } from '#contract/types.ts';
import { SEVERITIES } from '#core/words.ts';
import { recommendationsPlace } from '../../app/paths.ts';
import { TextLink } from '../../components/links.tsx';
import { SeverityMark, severityColor } from '../../components/marks.tsx';
import { Card } from '../../components/page.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '4px -8px 0', padding: 0, display: 'flex', flexDirection: 'column', justifyContent: 'space-evenly', flexGrow: 1, gap: '2px' },
  row: {
    display: 'grid', gridTemplateColumns: 'minmax(112px, max-content) minmax(40px, 1fr) 40px', alignItems: 'center', columnGap: '12px', padding: '7px 8px', borderRadius: tokens.borderRadiusMedium, color: tokens.colorNeutralForeground1, textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  track: { height: '8px', borderRadius: '4px', backgroundColor: tokens.colorNeutralBackground3, overflow: 'hidden' },
  fill: { height: '100%', borderRadius: '4px', minWidth: '3px' },
  count: { textAlign: 'end', fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: 'tabular-nums' },
});

/** Open recommendations by severity, each line a way to the list. */
export function SeverityPanel({ recommendations, className }: { recommendations: Overview['recommendations']; className?: string }) {
  const styles = useStyles();
  const t = useT();
  const most = Math.max(1, ...SEVERITIES.map((severity) => recommendations[severity] ?? 0));
  return (
    <Card title={t('overview.bySeverity')} className={className} aside={<TextLink place={recommendationsPlace({ status: 'unhealthy' })}>{t('overview.all')}</TextLink>}>
      <ul className={styles.list}>
        {SEVERITIES.map((severity) => {
          const count = recommendations[severity] ?? 0;
          return (
            <li key={severity}>
              <Link {...recommendationsPlace({ severity, status: 'unhealthy' })} className={styles.row}>
                <SeverityMark severity={severity} />
                <span className={styles.track}>{count > 0 && <span className={styles.fill} style={{ display: 'block', width: `${(count / most) * 100}%`, backgroundColor: severityColor(severity) }} />}</span>
                <span className={styles.count}>{formatCount(count)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
