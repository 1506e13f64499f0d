import type { Assignment } from '#contract/types.ts';
import { useEnvironments } from '../../api/environments.ts';
import { useT } from '../../i18n/index.ts';

/** `prod-eu › shop, team=web`: where an assignment holds. */
export function AssignmentScope({ scope }: { scope: Assignment['scope'] }) {
  const t = useT();
  const environments = useEnvironments();
  const environment = scope.environment === null ? t('common.allEnvironments') : (environments.find(({ id }) => id === scope.environment)?.name ?? scope.environment);
  const labels = Object.entries(scope.labels).map(([key, value]) => `${key}=${value}`);
  const text = [[environment, scope.namespace].filter((part) => part !== null).join(' › '), ...labels].join(', ');
  return <span title={text}>{text}</span>;
}
