/** Policies over the inventory graph: pure functions of a policy folder, run as they are. */
import type { InventoryGraph } from '#core/graph.ts';
import { messageOf } from '#core/result.ts';
import { ASSESSMENT_STATUSES, type Assessment } from '#core/words.ts';
import type { SelectedPolicy, Selection } from '../types.ts';

/** Most offending places that one assessment names besides the first. */
const OTHER_PATHS = 20;

/**
 * The assessments of all graph policies of a selection. A check that fails (a mistake in it, or an object it did not
 * expect) gives one row for the resource '*' that says so: notAssessed, never healthy.
 */
export function evaluateGraph(selection: Selection, graph: InventoryGraph): Assessment[] {
  return selection.filter(({ policy }) => policy.evaluation === 'graph').flatMap((selected) => evaluateOne(selected, graph));
}

function evaluateOne({ policy, params }: SelectedPolicy, graph: InventoryGraph): Assessment[] {
  const common = { policy: policy.id, severity: policy.severity };
  try {
    if (policy.check === undefined) throw new Error('the policy has no check');
    return policy.check(graph, (params?.['data'] as Record<string, unknown> | undefined) ?? {}).map((finding) => {
      if (!ASSESSMENT_STATUSES.includes(finding.status)) throw new Error(`the check gave the status '${finding.status}'`);
      const { resource, status, message, path, otherPaths } = finding;
      return { ...common, resource, status, message, path, ...(otherPaths === undefined || otherPaths.length === 0 ? {} : { otherPaths: otherPaths.slice(0, OTHER_PATHS) }) };
    });
  } catch (error) {
    const kind = policy.kinds[0] ?? '*';
    return [{ ...common, resource: { apiVersion: '*', kind, namespace: null, name: '*' }, status: 'notAssessed', message: `the check failed: ${messageOf(error)}`, path: null }];
  }
}
