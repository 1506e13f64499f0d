import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Regular } from '@fluentui/react-icons/svg/checkmark-circle';
import { ArrowSync16Regular } from '@fluentui/react-icons/svg/arrow-sync';
import type { Environment } from '#contract/types.ts';
import { useT } from '../i18n/index.ts';
import { StatusIcon } from './marks.tsx';

const useStyles = makeStyles({ mark: { display: 'inline-flex', verticalAlign: 'middle', alignItems: 'center', gap: '6px', whiteSpace: 'nowrap' }, assessed: { display: 'inline-flex', color: tokens.colorBrandForeground1 },
  wait: { display: 'inline-flex', color: tokens.colorNeutralForeground3 } });

type State = Environment['state'];

export function EnvironmentStateIcon({ state }: { state: State }) {
  const styles = useStyles();
  if (state === 'connecting') return <span className={styles.wait} aria-hidden="true"><ArrowSync16Regular /></span>;
  // Being assessed is not being healthy: no green here.
  if (state === 'connected') return <span className={styles.assessed} aria-hidden="true"><CheckmarkCircle16Regular /></span>;
  return <StatusIcon status="notAssessed" />;
}

/** Whether an environment is being assessed now; why not is in the title. */
export function EnvironmentState({ state, reason }: { state: State; reason?: string | null }) {
  const styles = useStyles();
  const t = useT();
  return <span className={styles.mark} title={reason ?? undefined}><EnvironmentStateIcon state={state} />{t(`words.environmentState.${state}`)}</span>;
}
