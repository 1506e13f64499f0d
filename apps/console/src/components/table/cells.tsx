import { makeStyles, tokens } from '@fluentui/react-components';
import type { Severity } from '#core/words.ts';
import { formatCount, formatPoints } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { SeverityBars } from '../marks.tsx';

const useStyles = makeStyles({
  two: { display: 'flex', flexDirection: 'column', minWidth: 0, gap: '1px' },
  line: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  sub: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightRegular, lineHeight: '16px' },
  quiet: { color: tokens.colorNeutralForeground3 },
  worst: { display: 'inline-flex', alignItems: 'center', gap: '6px', justifyContent: 'flex-end' },
  wrapped: { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: '2', overflow: 'hidden', whiteSpace: 'normal', overflowWrap: 'anywhere' },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px' },
});

/** Text that is cut where the column ends, and whole on hover. */
export function Cut({ text, whole = text, mono = false }: { text: string; whole?: string; mono?: boolean }) {
  const styles = useStyles();
  return <span title={whole} className={mono ? styles.mono : undefined}>{text}</span>;
}

/** Text on up to two lines, whole on hover. */
export function Wrapped({ text }: { text: string }) {
  const styles = useStyles();
  return <span className={styles.wrapped} title={text}>{text}</span>;
}

export function TwoLines({ first, second, secondTitle }: { first: string; second: React.ReactNode; secondTitle?: string }) {
  const styles = useStyles();
  return <span className={styles.two}><span className={styles.line} title={first}>{first}</span><span className={`${styles.line} ${styles.sub}`} title={secondTitle}>{second}</span></span>;
}

/** A number; nothing to see reads quieter than something. */
export function Count({ value }: { value: number }) {
  const styles = useStyles();
  return <span className={value === 0 ? styles.quiet : undefined}>{formatCount(value)}</span>;
}

/** How many are unhealthy, with the worst severity among them. */
export function Unhealthy({ value, worst }: { value: number; worst: Severity | null }) {
  const styles = useStyles();
  const t = useT();
  if (value === 0 || worst === null) return <Count value={value} />;
  return <span className={styles.worst} title={t(`words.severity.${worst}`)}><SeverityBars severity={worst} />{formatCount(value)}</span>;
}

export function Gain({ value }: { value: number }) {
  const styles = useStyles();
  return value < 0.05 ? <span className={styles.quiet}>–</span> : <span>+{formatPoints(value)}</span>;
}

export function Score({ value }: { value: number | null }) {
  const styles = useStyles();
  const t = useT();
  return value === null ? <span className={styles.quiet}>{t('common.notAvailable')}</span> : <span>{formatPoints(value)}</span>;
}

export function NamespaceName({ name }: { name: string | null }) {
  const styles = useStyles();
  const t = useT();
  return name === null ? <span className={styles.quiet}>{t('common.clusterScoped')}</span> : <Cut text={name} />;
}
