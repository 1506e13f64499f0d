import { makeStyles, tokens } from '@fluentui/react-components';
import type { Registry } from '#contract/types.ts';
import { EnvironmentStateIcon } from '../../components/environment-state.tsx';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  state: { display: 'flex', flexDirection: 'column', gap: '1px', minWidth: 0 },
  line: { display: 'flex', alignItems: 'center', gap: '6px', whiteSpace: 'nowrap' },
  reason: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, lineHeight: '16px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** Whether a registry can be listed now, and why not. */
export function RegistryState({ registry, withReason = false }: { registry: Registry; withReason?: boolean }) {
  const styles = useStyles();
  const t = useT();
  return (
    <span className={styles.state} title={registry.reason ?? undefined}>
      <span className={styles.line}><EnvironmentStateIcon state={registry.state} />{t(`registries.state.${registry.state}`)}</span>
      {withReason && registry.reason !== null && <span className={styles.reason}>{registry.reason}</span>}
    </span>
  );
}
