/** The policies that a command works with: those that come with the program, and a directory of the user's. */
import { statSync } from 'node:fs';
import { loadContent } from '#adapters/content/index.ts';
import { buildCatalog, type Catalog, selectInitiatives, selectPolicies, type Selection } from '#domains/hardening/index.ts';
import { type Problem, ProblemError } from '#core/result.ts';
import { nearest } from './exit.ts';

/** What is assessed against when nothing is said: the first of these that exists. */
export const DEFAULT_INITIATIVES = ['breakwater-recommended', 'pod-security-restricted'] as const;

export interface Chosen {
  readonly selection: Selection;
  /** Names for people: initiatives, the directory. */
  readonly names: readonly string[];
  /** Policies of the user's directory that cannot be used. Nothing was assessed against them. */
  readonly problems: readonly Problem[];
}

/** The catalog of the program. @throws ProblemError `content.broken` when the installation is damaged */
export async function ownCatalog(): Promise<Catalog> {
  const { folders, initiatives, problems } = await loadContent();
  const catalog = buildCatalog(folders, initiatives);
  const first = problems[0] ?? catalog.problems[0];
  if (first !== undefined) throw new ProblemError('content.broken', `the policies of this installation cannot be read: ${first.message}`);
  return catalog;
}

/** The catalog of a user's directory. @throws ProblemError `policies.notFound`, `policies.empty` */
export async function catalogOf(directory: string): Promise<Catalog> {
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (stat === undefined) throw new ProblemError('policies.notFound', `--policies ${directory}: no such directory`);
  if (!stat.isDirectory()) throw new ProblemError('policies.notFound', `--policies ${directory}: is not a directory; name the directory that holds the policies`);
  const { folders, initiatives, problems } = await loadContent(directory);
  const catalog = buildCatalog(folders, initiatives);
  const all = [...problems, ...catalog.problems];
  if (catalog.policies.size === 0) {
    const why = all[0] === undefined ? 'no ValidatingAdmissionPolicy in it' : `no usable policy in it: ${all[0].message}`;
    throw new ProblemError('policies.empty', `--policies ${directory}: ${why}`);
  }
  return { ...catalog, problems: all };
}

/**
 * Initiatives by name, and all policies of a directory. Neither: the default. An initiative may stand in the directory.
 * @throws ProblemError `initiative.unknown` and those of `catalogOf`
 */
export async function choosePolicies(initiatives: readonly string[], directory: string | undefined): Promise<Chosen> {
  const own = await ownCatalog();
  const theirs = directory === undefined ? undefined : await catalogOf(directory);
  const wanted = initiatives.length > 0 || theirs !== undefined ? initiatives : [defaultInitiative(own)];
  const selection = [...named(wanted, own, theirs)];
  if (theirs !== undefined) selection.push(...value(selectPolicies(theirs)).filter(({ policy }) => !selection.some((each) => each.policy === policy)));
  return { selection, names: directory === undefined ? wanted : [...wanted, directory], problems: theirs?.problems ?? [] };
}

function named(wanted: readonly string[], own: Catalog, theirs: Catalog | undefined): Selection {
  if (wanted.length === 0) return [];
  const known = new Map([...own.initiatives, ...(theirs?.initiatives ?? [])]);
  for (const name of wanted) {
    const id = name.split('@')[0]!;
    if (known.has(id)) continue;
    const near = nearest(id, known.keys());
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${[...known.keys()].sort().join(', ')}`;
    throw new ProblemError('initiative.unknown', `--initiative ${name}: no such initiative; ${hint}`);
  }
  return value(selectInitiatives({ policies: own.policies, initiatives: known, problems: [] }, wanted));
}

function defaultInitiative(catalog: Catalog): string {
  const found = DEFAULT_INITIATIVES.find((id) => catalog.initiatives.has(id));
  if (found === undefined) throw new ProblemError('content.broken', `this installation holds none of the initiatives ${DEFAULT_INITIATIVES.join(', ')}`);
  return found;
}

function value<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Problem }): T {
  if (!result.ok) throw new ProblemError(result.error.code, result.error.message);
  return result.value;
}
