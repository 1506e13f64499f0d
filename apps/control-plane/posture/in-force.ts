/** Which policies are in force, and with which effect. */
import type { AssignmentRecord } from '#core/ports/posture.ts';
import { strongestEffect } from '#core/scopes.ts';
import type { Effect } from '#core/words.ts';
import type { Engine } from '#pipeline/index.ts';

/**
 * Policy id to the strongest effect of the assignments that name it. `environment`: only assignments that can hold
 * there. A policy that is only ever disabled is not in force and not in the map.
 */
export function policiesInForce(engine: Engine, assignments: readonly AssignmentRecord[], environment?: string): Map<string, Effect> {
  const effects = new Map<string, Effect[]>();
  for (const { initiative, version, scope, effect } of assignments) {
    if (environment !== undefined && scope.environment !== null && scope.environment !== environment) continue;
    const selection = engine.select(initiative, version);
    if (!selection.ok) continue;
    for (const { policy } of selection.value) {
      const known = effects.get(policy.id);
      if (known === undefined) effects.set(policy.id, [effect]);
      else known.push(effect);
    }
  }
  const inForce = new Map<string, Effect>();
  for (const [policy, all] of effects) {
    const strongest = strongestEffect(all);
    if (strongest !== 'disabled') inForce.set(policy, strongest);
  }
  return inForce;
}
