import { makeStyles, tokens } from '@fluentui/react-components';
import { useLiveState } from '../../api/live.ts';
import { useT } from '../../i18n/index.ts';
import { product } from '../theme.ts';

const useStyles = makeStyles({
  live: { display: 'inline-flex', alignItems: 'center', gap: '6px', fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground3, padding: '0 8px', whiteSpace: 'nowrap' },
  dot: { width: '7px', height: '7px', borderRadius: '50%', boxSizing: 'border-box' },
});

/** Whether changes arrive by themselves just now. */
export function LiveDot() {
  const styles = useStyles();
  const t = useT();
  const state = useLiveState();
  const dot = state === 'live' ? { backgroundColor: product.healthy } : { border: `1.5px solid ${product.notAssessed}` };
  return <span className={styles.live} title={t('shell.live.hint')} data-live={state}><span className={styles.dot} style={dot} />{state === 'live' ? t('shell.live.live') : t('shell.live.connecting')}</span>;
}
