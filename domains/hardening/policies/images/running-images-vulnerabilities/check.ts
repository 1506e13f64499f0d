import type { GraphCheck, GraphFinding, InventoryGraph, RunningImage } from '#core/graph.ts';
import type { ImageVerdict } from '#core/image-facts.ts';
import { refOf, type ResourceRef, SEVERITIES } from '#core/words.ts';

/** Images that one message describes; the others are only counted. */
const DESCRIBED = 3;
/** Of a name of an image; a longer one is cut. */
const NAME_SHOWN = 200;

const LEVELS = [...SEVERITIES, 'unknown'] as const;
type Level = (typeof LEVELS)[number];

/** One finding a workload that runs something: what is known about the vulnerabilities of its images? */
export const check: GraphCheck = (graph, params) => {
  const wanted = readParams(params);
  return graph.imagesRunning().map(({ workload, images }) => ({ resource: refOf(workload), ...assess(graph, refOf(workload), images, wanted) }));
};

interface Wanted { readonly levels: readonly Level[]; readonly onlyFixable: boolean }

/** Throws for a parameter that means nothing, so that no finding is left out by a slip of the pen. */
function readParams({ minimumSeverity = 'any', onlyFixable = 'false' }: Readonly<Record<string, unknown>>): Wanted {
  const at = (SEVERITIES as readonly unknown[]).indexOf(minimumSeverity);
  if (minimumSeverity !== 'any' && at < 0) throw new Error(`minimumSeverity must be any or one of ${SEVERITIES.join(', ')}`);
  if (onlyFixable !== 'true' && onlyFixable !== 'false') throw new Error("onlyFixable must be 'true' or 'false'");
  return { levels: minimumSeverity === 'any' ? LEVELS : LEVELS.slice(0, at + 1), onlyFixable: onlyFixable === 'true' };
}

/** An image of a workload, in all its containers. */
interface Judged { readonly name: string; readonly paths: readonly string[]; readonly verdict: ImageVerdict; readonly counted: readonly (readonly [Level, number])[]; readonly fixable: number }

function assess(graph: InventoryGraph, workload: ResourceRef, images: readonly RunningImage[] | null, wanted: Wanted): Omit<GraphFinding, 'resource'> {
  if (images === null) return { status: 'notAssessed', message: 'pods were not read, so which images it runs is not known', path: null };
  const facts = graph.images;
  if (facts === null) return { status: 'notAssessed', message: 'images are not looked into here: use breakwater scan, or the control plane', path: null };
  const digests = new Map(Map.groupBy(images, ({ reference }) => reference).entries().map(([reference, same]) => [reference, new Set(same.map(({ digest }) => digest)).size]));
  const judged = [...Map.groupBy(images, ({ reference, digest, config }) => `${reference} ${digest ?? ''} ${config ?? ''}`).values()].flatMap((same): Judged[] => {
    const [first] = same;
    return first === undefined ? [] : [judge(nameOf(first, (digests.get(first.reference) ?? 0) > 1), same.map(({ path }) => path), facts.verdict(first, workload), wanted)];
  });
  const bad = judged.filter(({ counted }) => counted.length > 0).sort(byRisk);
  const open = judged.filter(({ verdict }) => verdict.state !== 'assessed' || verdict.partial !== null);
  const [worst] = bad;
  if (worst !== undefined) {
    const paths = [...new Set(bad.flatMap(({ paths: all }) => all))];
    return { status: 'unhealthy', message: [badText(bad, judged.length, wanted), ...(open.length === 0 ? [] : [openText(open, judged.length, true)])].join('; '), path: paths[0] ?? null, otherPaths: paths.slice(1) };
  }
  if (open.length > 0) return { status: 'notAssessed', message: openText(open, judged.length, false), path: null };
  return { status: 'healthy', message: '', path: null };
}

/** As the container names it, with little of a digest; with the digest that runs where pods run several under one name. */
function nameOf({ reference, digest }: RunningImage, several: boolean): string {
  const name = reference.length > NAME_SHOWN ? reference.slice(0, NAME_SHOWN) : reference.replace(/(@sha\d+:[0-9a-f]{12})[0-9a-f]+$/, '$1');
  return several && digest !== null && !name.includes('@') ? `${name}@${digest.slice(0, digest.indexOf(':') + 13)}` : name;
}

function judge(name: string, paths: readonly string[], verdict: ImageVerdict, { levels, onlyFixable }: Wanted): Judged {
  const { counts, fixable } = verdict;
  const of = onlyFixable ? fixable : counts;
  return { name, paths, verdict, counted: levels.flatMap((level) => (of[level] > 0 ? [[level, of[level]] as const] : [])), fixable: levels.reduce((sum, level) => sum + fixable[level], 0) };
}

/** The image with more of the worst findings first. */
function byRisk(a: Judged, b: Judged): number {
  for (const level of LEVELS) {
    const difference = countOf(b, level) - countOf(a, level);
    if (difference !== 0) return difference;
  }
  return b.verdict.knownExploited - a.verdict.knownExploited || (a.name < b.name ? -1 : 1);
}
const countOf = ({ counted }: Judged, level: Level): number => counted.find(([known]) => known === level)?.[1] ?? 0;

function badText(bad: readonly Judged[], all: number, { onlyFixable }: Wanted): string {
  const described = bad.slice(0, DESCRIBED).map(({ name, counted, fixable, verdict: { knownExploited, worst } }) => {
    const parts = counted.map(([level, n]) => `${n} ${level === 'unknown' ? 'of unknown severity' : level}`);
    if (knownExploited > 0) parts.push(`${knownExploited} known to be exploited`);
    parts.push(fixable === 0 ? 'none with a fix' : `${fixable} with a fix`);
    // The worst may be one without a fix.
    return `${name} (${parts.join(', ')}${worst[0] === undefined || onlyFixable ? '' : `; worst ${worst[0]}`})`;
  });
  return `${ofAll(bad.length, all)} findings: ${described.join(', ')}${bad.length > DESCRIBED ? ` and ${bad.length - DESCRIBED} more` : ''}`;
}
const ofAll = (some: number, all: number): string => (all === 1 ? 'its image has' : `${some} of ${all} images ${some === 1 ? 'has' : 'have'}`);

/** `after`: the findings were told already. */
function openText(open: readonly Judged[], all: number, after: boolean): string {
  const said = `not assessed${open.every(({ verdict }) => verdict.state === 'assessed') ? ' completely' : ''}`;
  const [first] = open;
  if (all === 1 && first !== undefined) return `${after ? 'it' : `its image ${first.name}`} is ${said} (${reasonOf(first.verdict)})`;
  const described = open.slice(0, DESCRIBED).map(({ name, verdict }) => `${name} (${reasonOf(verdict)})`);
  return `${open.length} of ${all} images ${open.length === 1 ? 'is' : 'are'} ${said}: ${described.join(', ')}${open.length > DESCRIBED ? ` and ${open.length - DESCRIBED} more` : ''}`;
}

function reasonOf({ state, reason, partial }: ImageVerdict): string {
  if (state === 'pending') return reason ?? 'it waits for its scan';
  return (state === 'notAssessed' ? reason : partial) ?? 'for an unknown reason';
}
