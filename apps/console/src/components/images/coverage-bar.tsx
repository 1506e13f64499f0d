import { makeStyles, tokens } from '@fluentui/react-components';
import type { ImageCoverage } from '#contract/types.ts';
import { product } from '../../app/theme.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { fillOf } from '../status-bar.tsx';

const useStyles = makeStyles({
  bar: { display: 'flex', gap: '2px', height: '6px', borderRadius: '3px', overflow: 'hidden', width: '100%', minWidth: '48px', backgroundColor: tokens.colorNeutralBackground3 },
  part: { minWidth: '3px', height: '100%', flexBasis: 0 },
});

/** How much of what runs is assessed. No green: assessed is not free of findings. */
export function CoverageBar({ coverage }: { coverage: ImageCoverage }) {
  const styles = useStyles();
  const t = useT();
  const parts = [['assessed', coverage.assessed, tokens.colorBrandForeground1], ['pending', coverage.pending, product.notApplicable], ['notAssessed', coverage.notAssessed, fillOf('notAssessed')]] as const;
  const label = parts.filter(([, count]) => count > 0).map(([state, count]) => `${t(`images.state.${state}`)}: ${formatCount(count)}`).join(', ') || t('images.noRunning');
  return <div className={styles.bar} role="img" aria-label={label} title={label}>{parts.map(([state, count, background]) => count > 0 && <div key={state} className={styles.part} style={{ flexGrow: count, background }} />)}</div>;
}
