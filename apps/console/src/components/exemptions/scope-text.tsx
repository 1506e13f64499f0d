import type { Exemption } from '#contract/types.ts';
import { useEnvironments } from '../../api/environments.ts';
import { useT } from '../../i18n/index.ts';

/** `Deployment cart in shop (prod-eu)`: what a scope covers, widest words where nothing is named. */
export function ScopeText({ scope }: { scope: Exemption['scope'] }) {
  const t = useT();
  const environments = useEnvironments();
  const environment = scope.environment === null ? t('common.allEnvironments') : (environments.find(({ id }) => id === scope.environment)?.name ?? scope.environment);
  const parts = [environment, scope.namespace, scope.kind === null && scope.name === null ? null : [scope.kind, scope.name].filter((part) => part !== null).join(' ')].filter((part) => part !== null);
  const text = parts.join(' › ');
  return <span title={text}>{text}</span>;
}
