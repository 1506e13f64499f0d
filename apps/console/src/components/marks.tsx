import { Badge, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { CircleHint16Filled } from '@fluentui/react-icons/svg/circle-hint';
import { DismissCircle16Filled } from '@fluentui/react-icons/svg/dismiss-circle';
import { ShieldDismiss16Regular } from '@fluentui/react-icons/svg/shield-dismiss';
import { SubtractCircle16Regular } from '@fluentui/react-icons/svg/subtract-circle';
import type { ReactNode } from 'react';
import type { AssessmentStatus, Effect, Severity } from '#core/words.ts';
import { product } from '../app/theme.ts';
import { useT } from '../i18n/index.ts';

const useStyles = makeStyles({
  mark: { display: 'inline-flex', alignItems: 'center', verticalAlign: 'middle', gap: '6px', whiteSpace: 'nowrap', minWidth: 0 },
  bars: { display: 'inline-flex', alignItems: 'flex-end', gap: '1.5px', height: '12px', flexShrink: 0 },
  bar: { width: '3px', borderRadius: '1px', backgroundColor: tokens.colorNeutralStroke1 },
  icon: { display: 'inline-flex', flexShrink: 0 },
});

const SEVERITY_COLOR: Readonly<Record<Severity, string>> = {
  critical: product.severityCritical, high: product.severityHigh, medium: product.severityMedium, low: product.severityLow, informational: product.severityInformational,
};
const SEVERITY_LEVEL: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1, informational: 0 };

export const severityColor = (severity: Severity): string => SEVERITY_COLOR[severity];

/** Bars as of a signal: the more, the worse. Readable without colour. */
export function SeverityBars({ severity }: { severity: Severity }) {
  const styles = useStyles();
  const color = SEVERITY_COLOR[severity];
  return (
    <span className={styles.bars} aria-hidden="true">
      {[1, 2, 3, 4].map((step) => <span key={step} className={styles.bar} style={{ height: `${step * 3}px`, ...(step <= SEVERITY_LEVEL[severity] ? { backgroundColor: color } : {}) }} />)}
    </span>
  );
}

export function SeverityMark({ severity }: { severity: Severity }) {
  const styles = useStyles();
  const t = useT();
  return <span className={styles.mark}><SeverityBars severity={severity} />{t(`words.severity.${severity}`)}</span>;
}

export type ShownStatus = AssessmentStatus | 'exempt';
const STATUS_ICON: Readonly<Record<ShownStatus, () => ReactNode>> = {
  unhealthy: () => <DismissCircle16Filled />, healthy: () => <CheckmarkCircle16Filled />, notAssessed: () => <CircleHint16Filled />,
  notApplicable: () => <SubtractCircle16Regular />, exempt: () => <ShieldDismiss16Regular />,
};

/** The sign of a status alone; give the text beside it. */
export function StatusIcon({ status, className }: { status: ShownStatus; className?: string }) {
  const styles = useStyles();
  return <span className={mergeClasses(styles.icon, className)} style={{ color: product[status] }} aria-hidden="true">{STATUS_ICON[status]()}</span>;
}

export function EffectBadge({ effect }: { effect: Effect }) {
  const t = useT();
  const color = { audit: 'informative', warn: 'warning', deny: 'brand', disabled: 'subtle' } as const;
  return <Badge appearance="tint" color={color[effect]} title={t(`words.effectHint.${effect}`)}>{t(`words.effect.${effect}`)}</Badge>;
}

export function SampleBadge() {
  const t = useT();
  return <Badge appearance="outline" color="brand" size="small" style={{ flexShrink: 0 }}>{t('common.sample')}</Badge>;
}
