import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { Link } from '@tanstack/react-router';
import type { Recommendation } from '#contract/types.ts';
import { recommendationPlace, recommendationsPlace } from '../../app/paths.ts';
import { TextLink } from '../../components/links.tsx';
import { SeverityBars } from '../../components/marks.tsx';
import { Card } from '../../components/page.tsx';
import { StatusBar } from '../../components/status-bar.tsx';
import { Gain } from '../../components/table/cells.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '2px 0 0', padding: '0 0 8px' },
  row: {
    display: 'grid', gridTemplateColumns: '18px minmax(0, 1fr) 96px minmax(72px, max-content) 64px', alignItems: 'center', columnGap: '12px', padding: '8px 16px', color: tokens.colorNeutralForeground1, textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '@media (max-width: 700px)': { gridTemplateColumns: '18px minmax(0, 1fr) 64px' },
  },
  title: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  wide: { '@media (max-width: 700px)': { display: 'none' } },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  gain: { textAlign: 'end', fontVariantNumeric: 'tabular-nums', fontWeight: tokens.fontWeightSemibold },
  none: { padding: '8px 16px 16px', color: tokens.colorNeutralForeground3 },
});

/** What raises the score most when it is fixed. */
export function TopPanel({ top, className }: { top: readonly Recommendation[]; className?: string }) {
  const styles = useStyles();
  const t = useT();
  return (
    <Card title={t('overview.top')} className={className} flush aside={<TextLink place={recommendationsPlace({ sort: 'scoreGain' })}>{t('overview.all')}</TextLink>}>
      {top.length === 0 && <Text className={styles.none}>{t('overview.nothingToFix')}</Text>}
      <ul className={styles.list}>
        {top.map((each) => (
          <li key={each.policy}>
            <Link {...recommendationPlace(each.policy)} className={styles.row}>
              <span title={t(`words.severity.${each.severity}`)}><SeverityBars severity={each.severity} /></span>
              <span className={styles.title} title={each.title}>{each.title}</span>
              <StatusBar counts={each.counts} className={styles.wide} />
              <span className={`${styles.number} ${styles.quiet} ${styles.wide}`}>{t('overview.unhealthyCount', { total: formatCount(each.counts.unhealthy) })}</span>
              <span className={styles.gain} title={t('recommendations.gainHint')}><Gain value={each.scoreGain} /></span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
