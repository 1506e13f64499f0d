/**
 * Fixtures of policies. They come in twins: `fixtures/pass/*.yaml` are healthy, `fixtures/fail/*.yaml` are not. Each file
 * may begin with comments that say more:
 *
 *     # version: v1.25      a parameter of the policy (any name that is not one of the two below)
 *     # message: ...        the exact message of the unhealthy object
 *     # path: spec....      its first offending path
 *
 * For a policy over the graph, the objects of a file are the environment; in `fail` the ones that must be unhealthy carry
 * the annotation `breakwater.dev/expected: unhealthy`, and only they may be. What is known about images says a document of
 * kind ImageVerdicts among them (`fixture-images.ts`).
 */
import type { InventoryGraph } from '#core/graph.ts';
import type { ImageFacts } from '#core/image-facts.ts';
import { type Assessment, type KubeObject, refKey, refOf, refText } from '#core/words.ts';
import { paramsOf } from './catalog.ts';
import { createEvaluator } from './evaluate/evaluator.ts';
import { evaluateGraph } from './evaluate/graph.ts';
import { splitImages } from './fixture-images.ts';
import { isRecord } from './model/fields.ts';
import type { Policy, Selection } from './types.ts';

export interface Fixture {
  /** As it is shown in mistakes. */
  readonly file: string;
  readonly expected: 'pass' | 'fail';
  readonly text: string;
  readonly objects: readonly KubeObject[];
}

export const EXPECTED_ANNOTATION = 'breakwater.dev/expected';

interface Header { readonly message: string | null; readonly path: string | null; readonly parameters: Readonly<Record<string, string>> }

function readHeader(text: string): Header {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (!line.startsWith('#')) break;
    const match = /^# ([A-Za-z0-9_.-]+): (.+)$/.exec(line);
    if (match !== null) found[match[1] ?? ''] = (match[2] ?? '').trim();
  }
  const { message = null, path = null, ...parameters } = found;
  return { message, path, parameters };
}

/** What is wrong with a fixture or its policy, one line each; empty where all is as expected. */
export function testFixture(policy: Policy, given: Fixture, graphOf: (objects: readonly KubeObject[], images: ImageFacts | null) => InventoryGraph): string[] {
  const { images, objects, mistakes: misread } = splitImages(given.objects);
  const fixture = { ...given, objects };
  if (misread.length > 0) return misread.map((line) => `${fixture.file}: ${line}`);
  if (fixture.objects.length === 0) return [`${fixture.file}: holds no object`];
  const header = readHeader(fixture.text);
  const selection: Selection = [{ policy, params: paramsOf(policy, header.parameters) }];
  const rows = policy.evaluation === 'graph' ? evaluateGraph(selection, graphOf(fixture.objects, images)) : evaluateObjects(selection, fixture.objects);
  const mistakes = rows.filter(({ status }) => status === 'notAssessed').map(({ resource, message }) => `${refText(resource)} was not assessed: ${message}`);
  const unhealthy = rows.filter(({ status }) => status === 'unhealthy');
  if (fixture.expected === 'pass') {
    for (const { resource, message } of unhealthy) mistakes.push(`${refText(resource)} must be healthy: ${message}`);
    if (!rows.some(({ status }) => status === 'healthy')) mistakes.push('no object was found healthy');
  } else {
    mistakes.push(...wrongUnhealthy(policy, fixture, unhealthy), ...unhealthy.flatMap((row) => wrongPaths(row, fixture.objects)));
    if (header.message !== null && unhealthy[0]?.message !== header.message) mistakes.push(`the message is '${unhealthy[0]?.message}', expected '${header.message}'`);
    if (header.path !== null && unhealthy[0]?.path !== header.path) mistakes.push(`the path is '${unhealthy[0]?.path}', expected '${header.path}'`);
  }
  return mistakes.map((line) => `${fixture.file}: ${line}`);
}

function evaluateObjects(selection: Selection, objects: readonly KubeObject[]): Assessment[] {
  const namespaces = new Map(objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace').map((object) => [object.metadata.name, object]));
  const evaluator = createEvaluator(selection, { namespaceOf: (name) => namespaces.get(name) });
  return objects.flatMap((object) => evaluator.evaluate(object));
}

/** In a file of one object that object must be unhealthy; among several, exactly those that are marked (all, where none is). */
function wrongUnhealthy(policy: Policy, { objects }: Fixture, unhealthy: readonly Assessment[]): string[] {
  const marked = objects.filter(({ metadata }) => metadata.annotations?.[EXPECTED_ANNOTATION] === 'unhealthy');
  const expected = marked.length > 0 || policy.evaluation === 'graph' ? marked : objects;
  if (expected.length === 0) return [`no object carries the annotation ${EXPECTED_ANNOTATION}: unhealthy`];
  const found = new Set(unhealthy.map(({ resource }) => refKey(resource)));
  const wanted = new Set(expected.map((object) => refKey(refOf(object))));
  return [
    ...expected.filter((object) => !found.has(refKey(refOf(object)))).map((object) => `${refText(refOf(object))} must be unhealthy`),
    ...unhealthy.filter(({ resource }) => !wanted.has(refKey(resource))).map(({ resource, message }) => `${refText(resource)} must not be unhealthy: ${message}`),
  ];
}

/** Offending paths must lead into the object: every list entry on the way exists, and what lies behind it may be missing. */
function wrongPaths({ resource, path, otherPaths = [] }: Assessment, objects: readonly KubeObject[]): string[] {
  const object = objects.find((candidate) => refKey(refOf(candidate)) === refKey(resource));
  if (object === undefined) return [];
  if (path === null) return [`${refText(resource)}: no offending path is named`];
  return [path, ...otherPaths].filter((each) => !leadsInto(each, object)).map((each) => `${refText(resource)}: the path ${each} does not lead into the object`);
}

const STEP = /\.?([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/y;

function leadsInto(path: string, object: KubeObject): boolean {
  let at: unknown = object;
  let found = 0;
  for (STEP.lastIndex = 0; STEP.lastIndex < path.length;) {
    const step = STEP.exec(path);
    if (step === null) return false;
    const [, field, index, quoted] = step;
    if (index !== undefined) {
      if (!Array.isArray(at) || at[Number(index)] === undefined) return false;
      at = at[Number(index)];
    } else at = isRecord(at) ? at[field ?? quoted ?? ''] : undefined;
    if (at !== undefined) found++;
  }
  return found > 0;
}
