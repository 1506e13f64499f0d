/** One initiative: `initiatives/<id>.yaml`. */
import { z } from 'zod';
import type { InitiativeDocument } from '#core/ports/content.ts';
import type { ProblemSink } from './walk.ts';
import { readYaml } from './yaml.ts';

const version = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a version such as v1.29');

const INITIATIVE = z.strictObject({
  title: z.string().min(1),
  description: z.string().default(''),
  versions: z.array(version).max(1000).default([]),
  policies: z.array(z.strictObject({
    id: z.string().min(1),
    parameters: z.record(z.string(), z.string()).optional(),
    from: version.optional(),
    before: version.optional(),
  })).min(1).max(10_000),
});

/** Reads an initiative; null where it cannot be used: one problem for each mistake. */
export async function readInitiativeFile(base: string, file: string, problem: ProblemSink): Promise<InitiativeDocument | null> {
  const documents = await readYaml(base, file, problem);
  if (documents === null) return null;
  if (documents.length !== 1) { problem(file, `must hold one document, it holds ${documents.length}`); return null; }
  const parsed = INITIATIVE.safeParse(documents[0]);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problem(file, `${issue.path.join('.') || 'document'}: ${issue.message}`);
    return null;
  }
  const id = file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
  const policies = parsed.data.policies.map(({ id: policy, parameters, from, before }) => ({
    id: policy, ...(parameters === undefined ? {} : { parameters }), ...(from === undefined ? {} : { from }), ...(before === undefined ? {} : { before }),
  }));
  return { ...parsed.data, id, policies };
}
