import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Clock16Regular } from '@fluentui/react-icons/svg/clock';
import { CheckmarkCircle16Regular } from '@fluentui/react-icons/svg/checkmark-circle';
import { Fire16Filled } from '@fluentui/react-icons/svg/fire';
import { ArrowSync16Regular } from '@fluentui/react-icons/svg/arrow-sync';
import type { Finding, ImageRow, Vulnerability } from '#contract/types.ts';
import type { Severity } from '#core/words.ts';
import { product } from '../../app/theme.ts';
import { formatCount, formatPercent } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { SeverityMark, StatusIcon } from '../marks.tsx';

const useStyles = makeStyles({
  mark: { display: 'inline-flex', alignItems: 'center', gap: '5px', whiteSpace: 'nowrap', verticalAlign: 'middle', minWidth: 0 },
  icon: { display: 'inline-flex', flexShrink: 0 },
  fire: { color: product.severityHigh, fontWeight: tokens.fontWeightSemibold, '& svg': { flexShrink: 0 } },
  badge: { padding: '0 7px', borderRadius: '10px', border: '1px solid currentColor', fontSize: tokens.fontSizeBase200, lineHeight: '18px' },
  quiet: { color: tokens.colorNeutralForeground3 },
  fixed: { color: tokens.colorNeutralForeground1 },
  state: { color: tokens.colorBrandForeground1 },
  wait: { color: tokens.colorNeutralForeground3 },
  version: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', overflow: 'hidden', textOverflow: 'ellipsis' },
});

/** The severity of a finding; no source may give one, which is not the same as a low one. */
export function FindingSeverity({ severity }: { severity: Severity | null }) {
  const styles = useStyles();
  const t = useT();
  return severity === null ? <span className={styles.quiet}>{t('images.severityUnknown')}</span> : <SeverityMark severity={severity} />;
}

/** That attackers are known to use it: the sign of the KEV catalog. */
export function KnownExploited({ badge = false }: { badge?: boolean }) {
  const styles = useStyles();
  const t = useT();
  return <span className={mergeClasses(styles.mark, styles.fire, badge && styles.badge)} title={t('images.knownExploitedHint')}><Fire16Filled aria-hidden="true" />{t(badge ? 'images.knownExploited' : 'images.kev')}</span>;
}

/** How many findings are known to be exploited; none reads quiet. */
export function KnownExploitedCount({ value }: { value: number | null }) {
  const styles = useStyles();
  const t = useT();
  if (value === null || value === 0) return <span className={styles.quiet}>{value === null ? '–' : formatCount(0)}</span>;
  return <span className={mergeClasses(styles.mark, styles.fire)} title={t('images.knownExploitedCount', { count: value, total: formatCount(value) })}><Fire16Filled aria-hidden="true" />{formatCount(value)}</span>;
}

/** The version to update to, or that there is none yet. */
export function FixedIn({ version }: { version: string | null }) {
  const styles = useStyles();
  const t = useT();
  return version === null ? <span className={styles.quiet}>{t('images.noFix')}</span> : <span className={styles.version} title={version}>{version}</span>;
}

export function Fixable({ fixable }: { fixable: Vulnerability['fixable'] }) {
  const styles = useStyles();
  const t = useT();
  return <span className={fixable === 'none' ? styles.quiet : undefined} title={t(`images.fixableHint.${fixable}`)}>{t(`images.fixableWord.${fixable}`)}</span>;
}

/** A CVSS score as its sources write it: one decimal. */
export function Cvss({ score }: { score: number | null }) {
  const styles = useStyles();
  return score === null ? <span className={styles.quiet}>–</span> : <span>{score.toFixed(1)}</span>;
}

/** The chance that it is exploited within 30 days. */
export function Epss({ share }: { share: number | null }) {
  const styles = useStyles();
  const t = useT();
  return share === null ? <span className={styles.quiet}>–</span> : <span title={t('images.epssHint')}>{formatPercent(share)}</span>;
}

/** What holds of a finding: affected, or why not. */
export function FindingStatus({ finding }: { finding: Pick<Finding, 'status' | 'justification' | 'exemption'> }) {
  const styles = useStyles();
  const t = useT();
  if (finding.exemption !== null) return <span className={styles.mark}><StatusIcon status="exempt" />{t('words.status.exempt')}</span>;
  if (finding.status === 'affected') return <span>{t('images.status.affected')}</span>;
  return <span className={styles.quiet} title={finding.justification ?? undefined}>{t(`images.status.${finding.status}`)}</span>;
}

/** The sign of a state; give the text beside it. */
export function ImageStateIcon({ state }: { state: ImageRow['state'] }) {
  const styles = useStyles();
  if (state === 'notAssessed') return <StatusIcon status="notAssessed" />;
  const waits = state !== 'assessed';
  // Being assessed is not being free of findings: no green here.
  return <span className={mergeClasses(styles.icon, waits ? styles.wait : styles.state)} aria-hidden="true">{state === 'pending' ? <Clock16Regular /> : state === 'scanning' ? <ArrowSync16Regular /> : <CheckmarkCircle16Regular />}</span>;
}
