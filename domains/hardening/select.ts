/** From the names a user gives to the policies, with parameters, that are to be evaluated. */
import { fail, ok, type Result } from '#core/result.ts';
import { isAdmissionKind } from './model/definition.ts';
import { readBinding } from './model/binding.ts';
import { paramsOf } from './catalog.ts';
import { paramsOfBinding } from './evaluate/params.ts';
import type { Catalog, Initiative, Policy, SelectedPolicy, Selection } from './types.ts';

/**
 * The policies of one or more initiatives (`pod-security-baseline`, `pod-security-baseline@v1.29`, `...@latest`), in
 * order; one policy with the same parameters is taken once. No version means the newest.
 */
export function selectInitiatives(catalog: Catalog, ids: readonly string[]): Result<Selection> {
  const selection: SelectedPolicy[] = [];
  const seen = new Set<string>();
  for (const text of ids) {
    const [id = '', version = 'latest', ...rest] = text.split('@');
    const initiative = catalog.initiatives.get(id);
    if (initiative === undefined || rest.length > 0) {
      return fail('initiative-unknown', `there is no initiative '${text}'; there ${listOf([...catalog.initiatives.keys()], 'is', 'are')}`);
    }
    if (version !== 'latest' && !initiative.versions.includes(version)) {
      return fail('initiative-version-unknown', initiative.versions.length === 0
        ? `initiative '${id}' has no versions; leave '@${version}' out`
        : `initiative '${id}' has no version '${version}'; it has ${initiative.versions[0]} to ${initiative.versions.at(-1)}, and latest`);
    }
    for (const entry of entriesAt(initiative, version)) {
      const params = paramsOf(entry.policy, initiative.versions.length === 0 ? entry.parameters : { version, ...entry.parameters });
      const key = `${entry.policy.id} ${JSON.stringify(params)}`;
      if (!seen.has(key)) selection.push({ policy: entry.policy, params });
      seen.add(key);
    }
  }
  return ok(selection);
}

function entriesAt(initiative: Initiative, version: string): Initiative['policies'] {
  const at = version === 'latest' ? initiative.versions.length - 1 : initiative.versions.indexOf(version);
  const index = (bound: string): number => initiative.versions.indexOf(bound);
  return initiative.policies.filter(({ from, before }) => (from === undefined || at >= index(from)) && (before === undefined || at < index(before)));
}

/**
 * Policies by themselves, without an initiative: all of the catalog, or those named. Bindings that stand beside a policy
 * say with which parameters and on what it is evaluated; without a binding it is evaluated with its default parameters.
 */
export function selectPolicies(catalog: Catalog, ids?: readonly string[]): Result<Selection> {
  const selection: SelectedPolicy[] = [];
  for (const id of ids ?? catalog.policies.keys()) {
    const policy = catalog.policies.get(id);
    if (policy === undefined) return fail('policy-unknown', `there is no policy '${id}'; there ${listOf([...catalog.policies.keys()], 'is', 'are')}`);
    selection.push(...selectedBy(policy));
  }
  return ok(selection);
}

function selectedBy(policy: Policy): SelectedPolicy[] {
  const bindings = policy.companions.filter((object) => isAdmissionKind(object, 'ValidatingAdmissionPolicyBinding')).map((object) => readBinding(object).binding);
  if (bindings.length === 0) return [{ policy, params: paramsOf(policy, {}) }];
  return bindings.flatMap((binding) => {
    const matchResources = binding.matchResources === null ? {} : { matchResources: binding.matchResources };
    const found = paramsOfBinding(policy, binding);
    if (!found.ok) return [{ policy, params: null, ...matchResources, blocked: found.error }];
    return found.value.map((params) => ({ policy, params, ...matchResources }));
  });
}

function listOf(names: readonly string[], one: string, many: string): string {
  if (names.length === 0) return 'are none';
  return `${names.length === 1 ? one : many} ${[...names].sort().join(', ')}`;
}
