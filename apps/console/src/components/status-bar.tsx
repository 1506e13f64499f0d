import { makeStyles } from '@fluentui/react-components';
import type { Counts } from '#contract/types.ts';
import { product } from '../app/theme.ts';
import { formatCount } from '../i18n/format.ts';
import { useT } from '../i18n/index.ts';
import type { ShownStatus } from './marks.tsx';

const useStyles = makeStyles({ bar: { display: 'flex', gap: '2px', height: '6px', borderRadius: '3px', overflow: 'hidden', width: '100%', minWidth: '32px' }, part: { minWidth: '3px', height: '100%' } });

/** Not applicable says nothing about health, so it has no share of the bar. */
export const BAR_ORDER = ['unhealthy', 'notAssessed', 'exempt', 'healthy'] as const satisfies readonly ShownStatus[];

/** Not assessed is hatched: it must never be taken for a solid colour that means something was checked. */
export function fillOf(status: ShownStatus): string {
  const color = product[status];
  return status === 'notAssessed' ? `repeating-linear-gradient(135deg, ${color} 0 2px, transparent 2px 4.5px)` : color;
}

/** Shares of the statuses as one bar, with the numbers as its name. */
export function StatusBar({ counts, className }: { counts: Counts; className?: string }) {
  const styles = useStyles();
  const t = useT();
  const label = BAR_ORDER.filter((status) => counts[status] > 0).map((status) => `${t(`words.status.${status}`)}: ${formatCount(counts[status])}`).join(', ');
  return (
    <div className={className} role="img" aria-label={label === '' ? t('common.none') : label} title={label}>
      <div className={styles.bar}>
        {BAR_ORDER.map((status) => counts[status] > 0 && <div key={status} className={styles.part} style={{ flexGrow: counts[status], flexBasis: 0, background: fillOf(status) }} />)}
      </div>
    </div>
  );
}
