/** `breakwater policy show`. */
import { EXIT } from '../exit.ts';
import { Output } from '../output.ts';
import { openCatalog, policyOf } from './catalog.ts';
import { asJson, policyJson } from './list.ts';
import { toYaml } from './manifest.ts';

export async function show(id: string, options: { readonly policies?: string; readonly format: string }): Promise<number> {
  const catalog = await openCatalog(options.policies);
  const policy = policyOf(catalog, id);
  const within = [...catalog.initiatives.values()].filter(({ policies }) => policies.some((each) => each.policy === policy)).map((each) => each.id);
  const output = await Output.open(undefined);
  if (options.format === 'json') await output.write(asJson({ ...policyJson(policy) as object, initiatives: within, manifest: policy.document }));
  else {
    const { title, severity, category, kinds, description, remediation, references, techniques } = policy;
    const facts = [
      `${title}`, `${id}, severity ${severity}, category ${category}, about ${kinds.join(', ')}`,
      ...(within.length === 0 ? [] : [`Initiatives: ${within.join(', ')}`]), ...(techniques.length === 0 ? [] : [`ATT&CK: ${techniques.join(', ')}`]),
      '', description, '', `Fix: ${remediation.text}`, ...(remediation.yaml === null ? [] : ['', remediation.yaml.trimEnd()]),
      ...(references.length === 0 ? [] : ['', 'References:', ...references.map((each) => `  ${each}`)]),
      '', policy.evaluation === 'graph' ? 'Looks at several objects together: runs in Breakwater only.' : `Manifest:\n\n${toYaml([policy.document])}`,
    ];
    await output.write(`${facts.join('\n').trimEnd()}\n`);
  }
  await output.finish();
  return EXIT.clean;
}
