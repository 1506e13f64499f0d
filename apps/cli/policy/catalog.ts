/** Which policies the `policy` commands speak of. */
import { type Catalog, type Policy, selectInitiatives, selectPolicies, type Selection } from '#domains/hardening/index.ts';
import { ProblemError } from '#core/result.ts';
import { nearest } from '../exit.ts';
import { catalogOf, ownCatalog } from '../policies.ts';

/** The catalog of the directory, or of the program. What cannot be used is told on standard error. */
export async function openCatalog(directory: string | undefined): Promise<Catalog> {
  if (directory === undefined) return ownCatalog();
  const catalog = await catalogOf(directory);
  for (const { message } of catalog.problems) process.stderr.write(`breakwater: not used: ${message}\n`);
  return catalog;
}

/** @throws ProblemError `policy.unknown` with the names that are near */
export function policyOf(catalog: Catalog, id: string): Policy {
  const policy = catalog.policies.get(id);
  if (policy !== undefined) return policy;
  const near = nearest(id, catalog.policies.keys());
  throw new ProblemError('policy.unknown', `there is no policy ${id}; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'see: breakwater policy list'}`);
}

/** Policies by id, of an initiative, or all. */
export function chosenFrom(catalog: Catalog, ids: readonly string[], initiative: string | undefined): Selection {
  if (initiative !== undefined && ids.length > 0) throw new ProblemError('policy.choice', 'give either policies or --initiative, not both');
  for (const id of ids) policyOf(catalog, id);
  const selected = initiative === undefined ? selectPolicies(catalog, ids.length > 0 ? ids : undefined) : selectInitiatives(catalog, [initiative]);
  if (!selected.ok) throw new ProblemError(selected.error.code, selected.error.message);
  return selected.value;
}
