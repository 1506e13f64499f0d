import { makeStyles, tokens } from '@fluentui/react-components';
import type { SeverityCounts } from '#contract/types.ts';
import { product } from '../../app/theme.ts';
import { formatCount } from '../../i18n/format.ts';
import { type Translate, useT } from '../../i18n/index.ts';
import { severityColor } from '../marks.tsx';

const SHOWN = ['critical', 'high', 'medium', 'low'] as const;

const useStyles = makeStyles({
  cell: { display: 'flex', flexDirection: 'column', gap: '5px', width: '100%', minWidth: 0 },
  bar: { display: 'flex', gap: '1.5px', height: '4px', borderRadius: '2px', overflow: 'hidden', backgroundColor: tokens.colorNeutralBackground3 },
  part: { height: '100%', minWidth: '2px', flexBasis: 0 },
  numbers: { display: 'grid', gridTemplateColumns: 'repeat(5, minmax(0, 1fr))', columnGap: '2px', fontVariantNumeric: 'tabular-nums', fontSize: tokens.fontSizeBase200, lineHeight: '16px' },
  number: { display: 'inline-flex', alignItems: 'center', gap: '4px', whiteSpace: 'nowrap' },
  zero: { display: 'inline-flex', alignItems: 'center', gap: '4px', whiteSpace: 'nowrap', color: tokens.colorNeutralForeground3 },
  none: { color: tokens.colorNeutralForeground3 },
  letter: { fontSize: '10px', fontWeight: tokens.fontWeightSemibold, minWidth: '9px' },
  clean: { color: product.healthy },
});

export const totalOf = (counts: SeverityCounts): number => Object.values(counts).reduce((sum, value) => sum + value, 0);
const restOf = (counts: SeverityCounts): number => counts.informational + counts.unknown;

/** `Critical: 3, High: 12`: for those who do not see the bar. */
function severityText(t: Translate, counts: SeverityCounts): string {
  const named = [...SHOWN, 'informational' as const].filter((severity) => counts[severity] > 0).map((severity) => `${t(`words.severity.${severity}`)}: ${formatCount(counts[severity])}`);
  return [...named, ...(counts.unknown > 0 ? [`${t('images.severityUnknown')}: ${formatCount(counts.unknown)}`] : [])].join(', ') || t('images.noFindings');
}

/** Findings by severity: a bar of their shares over the numbers, each at the same place in every row. */
export function SeverityNumbers({ counts, bar = true, whole = true }: { counts: SeverityCounts; bar?: boolean; /** Whether all was assessed as of now: only then is nothing found good news. */ whole?: boolean }) {
  const styles = useStyles();
  const t = useT();
  const total = totalOf(counts);
  const text = severityText(t, counts);
  const rest = restOf(counts);
  if (total === 0) return <span className={whole ? styles.clean : styles.none}>{t('images.noFindings')}</span>;
  return (
    <span className={styles.cell} role="img" aria-label={text} title={text}>
      {bar && (
        <span className={styles.bar} aria-hidden="true">
          {SHOWN.map((severity) => counts[severity] > 0 && <span key={severity} className={styles.part} style={{ flexGrow: counts[severity], backgroundColor: severityColor(severity) }} />)}
          {rest > 0 && <span className={styles.part} style={{ flexGrow: rest, backgroundColor: product.severityInformational }} />}
        </span>
      )}
      <span className={styles.numbers} aria-hidden="true">
        {SHOWN.map((severity) => {
          const none = counts[severity] === 0;
          return <span key={severity} className={none ? styles.zero : styles.number}><span className={styles.letter} style={none ? {} : { color: severityColor(severity) }}>{t(`images.letter.${severity}`)}</span>{formatCount(counts[severity])}</span>;
        })}
        {rest > 0 && <span className={styles.number}><span className={styles.letter}>?</span>{formatCount(rest)}</span>}
      </span>
    </span>
  );
}
