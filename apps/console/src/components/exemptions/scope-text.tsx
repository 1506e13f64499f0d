import type { Exemption } from '#contract/types.ts';
import { useEnvironments } from '../../api/environments.ts';
import { useT } from '../../i18n/index.ts';
import { TwoLines } from '../table/cells.tsx';

/** What a scope covers, as its place (`prod-eu › shop`) and its object (`Deployment cart`; null: every object there). */
function useScope(scope: Exemption['scope']): { place: string; object: string | null } {
  const t = useT();
  const environments = useEnvironments();
  const environment = scope.environment === null ? t('common.allEnvironments') : (environments.find(({ id }) => id === scope.environment)?.name ?? scope.environment);
  const object = [scope.kind, scope.name].filter((part) => part !== null).join(' ');
  return { place: [environment, scope.namespace].filter((part) => part !== null).join(' › '), object: object === '' ? null : object };
}

export function ScopeText({ scope }: { scope: Exemption['scope'] }) {
  const { place, object } = useScope(scope);
  return <span>{object === null ? place : `${place} › ${object}`}</span>;
}

/** The same in a table. */
export function ScopeCell({ scope }: { scope: Exemption['scope'] }) {
  const t = useT();
  const { place, object } = useScope(scope);
  return <TwoLines first={place} second={object ?? t('common.everything')} secondTitle={object ?? t('common.everything')} />;
}
