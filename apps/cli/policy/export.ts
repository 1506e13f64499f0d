/** `breakwater policy export`: policies as an API server runs them by itself, with parameters and, if asked, bindings. */
import type { SelectedPolicy } from '#domains/hardening/index.ts';
import { ProblemError } from '#core/result.ts';
import type { KubeObject } from '#core/words.ts';
import { EXIT } from '../exit.ts';
import { Output } from '../output.ts';
import { chosenFrom, openCatalog } from './catalog.ts';
import { toYaml } from './manifest.ts';

interface ExportOptions { readonly initiative?: string; readonly bind?: string; readonly policies?: string; readonly output?: string }

const ACTIONS = ['Deny', 'Warn', 'Audit'];

export async function exportPolicies(ids: readonly string[], options: ExportOptions): Promise<number> {
  const action = options.bind === undefined ? null : ACTIONS.find((each) => each.toLowerCase() === options.bind!.toLowerCase());
  if (action === undefined) throw new ProblemError('policy.bind', `--bind ${options.bind}: allowed are ${ACTIONS.join(', ')}`);
  const selection = chosenFrom(await openCatalog(options.policies), ids, options.initiative);
  const native = selection.filter(({ policy }) => policy.evaluation === 'object');
  const left = selection.filter(({ policy }) => policy.evaluation !== 'object').map(({ policy }) => policy.id);
  if (left.length > 0) process.stderr.write(`breakwater: left out, because they look at several objects together and no API server can run them: ${left.join(', ')}\n`);
  if (native.length === 0) throw new ProblemError('policy.export', 'none of these policies can be run by an API server');
  const output = await Output.open(options.output);
  try {
    await output.write(toYaml(native.flatMap((selected) => manifests(selected, action))));
    await output.finish();
  } catch (error) {
    output.discard();
    throw error;
  }
  return EXIT.clean;
}

/** The policy, the parameters it is to have, and a binding that names them. */
function manifests({ policy, params }: SelectedPolicy, action: string | null): readonly unknown[] {
  const parameters = params === null ? null : named(params, policy.id);
  const binding = action === null ? [] : [{
    apiVersion: policy.document.apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: policy.document.metadata.name },
    spec: {
      policyName: policy.document.metadata.name, validationActions: [action],
      ...(parameters === null ? {} : { paramRef: { name: parameters.metadata.name, namespace: parameters.metadata.namespace, parameterNotFoundAction: 'Deny' } }),
    },
  }];
  return [policy.document, ...(parameters === null ? [] : [parameters]), ...binding];
}

/** Parameters are objects of their own in a cluster: they need a name and a namespace. */
function named(params: KubeObject, policy: string): KubeObject {
  return { ...params, metadata: { ...params.metadata, name: params.metadata.name ?? policy, namespace: params.metadata.namespace ?? 'default' } };
}
