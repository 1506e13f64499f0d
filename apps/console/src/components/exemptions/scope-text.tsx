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

/** `CVE-2026-1 in openssl of shop/cart`: which findings of images an exemption is about. */
export function FindingsText({ findings }: { findings: NonNullable<Exemption['findings']> }) {
  const t = useT();
  const parts = [findings.vulnerability, findings.package === null ? null : `${t('images.package')} ${findings.package}`, findings.image === null ? null : `${t('images.image')} ${findings.image}`];
  return <>{parts.filter((part) => part !== null).join(', ')}</>;
}

export function ScopeText({ scope }: { scope: Exemption['scope'] }) {
  const { place, object } = useScope(scope);
  return <span>{object === null ? place : `${place} › ${object}`}</span>;
}

/** The same in a table. */
export function ScopeCell({ scope, findings }: { scope: Exemption['scope']; findings: Exemption['findings'] }) {
  const t = useT();
  const { place, object } = useScope(scope);
  if (findings !== null) return <TwoLines first={object === null ? place : `${place} › ${object}`} second={<FindingsText findings={findings} />} secondTitle={[findings.vulnerability, findings.package, findings.image].filter((part) => part !== null).join('\n')} />;
  return <TwoLines first={place} second={object ?? t('common.everything')} secondTitle={object ?? t('common.everything')} />;
}
