/** Findings put together: what a group of them is about, on how many images and workloads. */
import type { ImageRow } from '#contract/types.ts';
import { type ImageEntry, type Match, noCounts, Selection } from '#pipeline/index.ts';
import { eachFinding, exemptionId } from './findings.ts';
import type { MatchFilter } from './search.ts';
import type { ImageScope, ImageView } from './view.ts';

export interface Group {
  readonly key: string;
  /** Those that hold somewhere without exemption; all of them where none does. */
  readonly matches: Match[];
  images: number;
  runningImages: number;
  workloads: number;
  exempt: number;
  /** Findings by severity. */
  readonly counts: NonNullable<ImageRow['vulnerabilities']>;
  knownExploited: number;
  /** The lowest: the worst. */
  risk: number;
  /** Images of it that run; at most 200. */
  readonly runners: ImageEntry[];
}

const RUNNERS = 200;

type Filter = ImageScope & MatchFilter;

/** Groups as of a state of the model, so that the next page is not worked out from millions of findings again. */
interface Kept { readonly revision: number; readonly exemptions: unknown; readonly at: number; readonly groups: ReadonlyMap<string, Group> }
const kept = new WeakMap<ImageView['images'], Map<string, Kept>>();
const KEPT = 8;
/** Exemptions end by themselves. */
const KEPT_MS = 10_000;

/**
 * Groups of what holds. An image with several findings of a group counts once.
 * @param kind what `keyOf` groups by
 */
export function groupFindings(view: ImageView, filter: Filter, kind: string, keyOf: (match: Match) => string): ReadonlyMap<string, Group> {
  const { images } = view, now = images.now();
  const { environment, namespace, running, registry, image, resource, severity, fixable, knownExploited, search, vulnerability, package: name, ecosystem } = filter;
  const key = JSON.stringify([kind, view.wide, [...view.environments.keys()], environment, namespace, running, registry, image, resource, severity, fixable, knownExploited, search, vulnerability, name, ecosystem]);
  const own = kept.get(images) ?? new Map<string, Kept>(), known = own.get(key);
  kept.set(images, own);
  if (known !== undefined && known.revision === images.model.revision && known.exemptions === images.exemptions && now - known.at < KEPT_MS && now >= known.at) return known.groups;
  const groups = groupAnew(view, filter, keyOf);
  own.delete(key);
  own.set(key, { revision: images.model.revision, exemptions: images.exemptions, at: now, groups });
  for (const [oldest] of own) { if (own.size <= KEPT) break; own.delete(oldest); }
  return groups;
}

function groupAnew(view: ImageView, filter: Filter, keyOf: (match: Match) => string): ReadonlyMap<string, Group> {
  const images = view.select(filter), selection = new Selection(images);
  const lists = new Map<string, Found[]>();
  let last: Found | null = null;
  eachFinding(view, { ...filter, status: 'affected' }, selection, (match, place) => {
    if (last?.match !== match) {
      last = { match, places: [] };
      const key = keyOf(match), list = lists.get(key);
      if (list === undefined) lists.set(key, [last]);
      else list.push(last);
    }
    last.places.push(place);
  });
  const counter = new Counter(view, images);
  return new Map([...lists].map(([key, list]) => [key, counter.group(key, list)]));
}

/** `places` in the selection. */
interface Found { readonly match: Match; readonly places: number[] }

/** Counts different images and workloads without a set for each group: a mark says for which group one was counted last. */
class Counter {
  readonly #view: ImageView;
  readonly #images: readonly ImageEntry[];
  readonly #marks: Uint32Array;
  readonly #workloads: (readonly number[])[];
  readonly #workloadMarks: Uint32Array;
  #mark = 0;

  constructor(view: ImageView, images: readonly ImageEntry[]) {
    this.#view = view;
    this.#images = images;
    this.#marks = new Uint32Array(images.length);
    const keys = new Map<string, number>();
    const numberOf = (key: string): number => { const known = keys.get(key) ?? keys.size; keys.set(key, known); return known; };
    this.#workloads = images.map((image) => view.workloads(image).map(numberOf));
    this.#workloadMarks = new Uint32Array(keys.size);
  }

  group(key: string, list: readonly Found[]): Group {
    const group: Group = { key, matches: [], images: 0, runningImages: 0, workloads: 0, exempt: 0, counts: noCounts(), knownExploited: 0, risk: Number.MAX_SAFE_INTEGER, runners: [] };
    const mark = ++this.#mark;
    const exemptions = !this.#view.images.exemptions.none;
    for (const { match, places } of list) {
      let holds = 0;
      for (const place of places) {
        if (exemptions && exemptionId(this.#view, this.#images[place] as ImageEntry, match) !== null) { group.exempt++; continue; }
        holds++;
        this.#count(group, place, mark);
      }
      if (holds === 0) continue;
      group.matches.push(match);
      group.counts[match.severity ?? 'unknown'] += holds;
      if (match.kev) group.knownExploited += holds;
      group.risk = Math.min(group.risk, match.risk);
    }
    if (group.matches.length === 0) for (const { match } of list) group.matches.push(match);
    return group;
  }

  #count(group: Group, place: number, mark: number): void {
    if (this.#marks[place] === mark) return;
    this.#marks[place] = mark;
    group.images++;
    const workloads = this.#workloads[place] ?? [];
    if (workloads.length === 0) return;
    group.runningImages++;
    if (group.runners.length < RUNNERS) group.runners.push(this.#images[place] as ImageEntry);
    for (const workload of workloads) {
      if (this.#workloadMarks[workload] === mark) continue;
      this.#workloadMarks[workload] = mark;
      group.workloads++;
    }
  }
}
