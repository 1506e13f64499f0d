/** Which exemption covers a row. */
import { exemptionCovers, type ExemptionScope } from '#core/scopes.ts';
import type { Trx } from './bulk.ts';

export interface ExemptionInForce { readonly id: string; readonly policy: string; readonly scope: ExemptionScope; readonly until: number }

/** Exemptions of rows that are in force at a time; those of findings are not among them. */
export async function exemptionsInForce(trx: Trx, now: number, policy?: string): Promise<ExemptionInForce[]> {
  let query = trx.selectFrom('exemptions').select(['id', 'policy', 'environment', 'namespace', 'kind', 'name', 'expires_at']).where('revoked_at', 'is', null).where('expires_at', '>', now)
    .where((eb) => eb.and((['finding_vulnerability', 'finding_package', 'finding_image'] as const).map((c) => eb(c, 'is', null))));
  if (policy !== undefined) query = query.where('policy', '=', policy);
  const rows = await query.execute();
  return rows.map((r) => ({ id: r.id, policy: r.policy, scope: { environment: r.environment, namespace: r.namespace, kind: r.kind, name: r.name }, until: r.expires_at }));
}

/** Of those that cover the target, the one that ends last: the row is exempt until then, whatever else ends before. */
export function coverOf(exemptions: readonly ExemptionInForce[], policy: string, target: { readonly environment: string; readonly namespace: string; readonly kind: string; readonly name: string }): ExemptionInForce | null {
  let best: ExemptionInForce | null = null;
  for (const exemption of exemptions) {
    if (exemption.policy !== policy || !exemptionCovers(exemption.scope, target)) continue;
    if (best === null || exemption.until > best.until || (exemption.until === best.until && exemption.id < best.id)) best = exemption;
  }
  return best;
}
