/** Routes of vulnerabilities: findings grouped by what they are about. */
import type { Vulnerability, VulnerabilityDetail } from '#contract/types.ts';
import { ProblemError } from '#core/result.ts';
import type { AdvisoryDatabase, AdvisoryTexts } from '#domains/vulnerabilities/index.ts';
import type { ImageEntry, Match } from '#pipeline/index.ts';
import type { Handlers, ImageRoute } from '../handler.ts';
import { timeOrNull, timeText } from '../posture/context.ts';
import { type Position, pageOf } from '../posture/paging.ts';
import { exemptionId } from './findings.ts';
import { type Group, groupFindings } from './groups.ts';
import { isCalled } from './search.ts';
import { useViews } from './uses.ts';
import { latestOf } from './versions.ts';
import { type ImageParts, ImageView } from './view.ts';

/** Packages and workloads that one answer names. */
const NAMED = 20, USES = 200;
const REFERENCES = 100;

export function vulnerabilityHandlers(parts: ImageParts): Pick<Handlers<ImageRoute>, 'listVulnerabilities' | 'getVulnerability'> {
  return {
    listVulnerabilities: async ({ query, visibility }) => {
      const view = await ImageView.of(parts, visibility);
      const groups = [...groupFindings(view, query, 'vulnerability', (match) => match.vulnerability).values()];
      return pageOf(groups, (group) => positionOf(group, query.sort), query, (group) => vulnerabilityView(view, group));
    },
    getVulnerability: async ({ params, visibility }) => vulnerabilityDetail(await ImageView.of(parts, visibility), params.id),
  };
}

const epssOf = ({ matches }: Group): number => matches.reduce((most, { epss }) => Math.max(most, epss ?? 0), 0);
const sinceOf = ({ matches }: Group): number => matches.reduce((first, { since }) => Math.min(first, since), Number.MAX_SAFE_INTEGER);

function positionOf(group: Group, sort: 'risk' | 'images' | 'epss' | 'newest'): Position {
  switch (sort) {
    case 'risk': return [group.runningImages > 0 ? 0 : 1, group.risk, -group.images, group.key];
    case 'images': return [-group.images, group.risk, group.key];
    case 'epss': return [-epssOf(group), group.risk, group.key];
    case 'newest': return [-sinceOf(group), group.risk, group.key];
  }
}

function vulnerabilityView(view: ImageView, group: Group): Vulnerability {
  const { matches, key } = group;
  const worst = matches.reduce((a, b) => (b.risk < a.risk ? b : a));
  const fixed = matches.filter((match) => match.fixed !== null).length;
  return {
    id: key, aliases: [...new Set(matches.flatMap(({ aliases }) => aliases))].sort(), summary: summaryText(view, key, worst), severity: worst.severity, score: worst.score, knownExploited: worst.kev, epss: worst.epss,
    fixable: fixed === matches.length ? 'all' : fixed > 0 ? 'some' : 'none', images: group.images, runningImages: group.runningImages, workloads: group.workloads,
    packages: [...new Set(matches.map(({ of }) => of.record.name))].sort().slice(0, NAMED), exempt: group.exempt, since: timeText(sinceOf(group)),
  };
}

/** Records that tell of it, the one of its own id first, then those that brought it. Withdrawn ones last. */
function recordsOf(database: AdvisoryDatabase, ids: readonly string[]): number[] {
  const found = new Set<number>();
  for (const id of ids) for (const record of database.recordsOf(id)) if (database.id(record) === id) found.add(record);
  for (const id of ids) for (const record of database.recordsOf(id)) found.add(record);
  return [...found].sort((a, b) => Number(database.withdrawn(a) > 0) - Number(database.withdrawn(b) > 0));
}

/** Records whose texts are read for one answer. */
const READ = 5;

function* textsOf(view: ImageView, ids: readonly string[]): Generator<{ readonly record: number; readonly texts: AdvisoryTexts }> {
  const database = view.images.advisories.source?.database;
  if (database !== undefined) for (const record of recordsOf(database, ids).slice(0, READ)) yield { record, texts: database.texts(record) };
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, 300) ?? '';

function summaryText(view: ImageView, id: string, { aliases }: Match): string | null {
  let details = '';
  for (const { texts } of textsOf(view, [id, ...aliases])) {
    if (texts.summary !== '') return texts.summary;
    if (details === '') details = texts.details;
  }
  return firstLine(details) || null;
}

function vulnerabilityDetail(view: ImageView, id: string): VulnerabilityDetail {
  const upper = id.toUpperCase();
  const match = view.images.model.allMatches().find((one) => isCalled(one, upper) && (view.wide ? one.of.holders.length > 0 : one.of.images.some((image) => view.uses(image).length > 0)));
  if (match === undefined) throw new ProblemError('not-found', `no image that you see has ${id}`);
  const key = match.vulnerability;
  const group = groupFindings(view, { vulnerability: key }, 'vulnerability', (one) => one.vulnerability).get(key) ?? { key, matches: [match], images: 0, runningImages: 0, workloads: 0, exempt: 0, counts: { critical: 0, high: 0, medium: 0, low: 0, informational: 0, unknown: 0 }, knownExploited: 0, risk: match.risk, runners: [] };
  const shown = vulnerabilityView(view, group);
  const database = view.images.advisories.source?.database;
  const all = [...textsOf(view, [key, ...shown.aliases])];
  const times = all.map(({ record }) => ({ published: database?.published(record) ?? 0, modified: database?.modified(record) ?? 0 }));
  const published = times.map((time) => time.published).filter((time) => time > 0), modified = times.map((time) => time.modified).filter((time) => time > 0);
  const ids = [key, ...shown.aliases];
  const kev = ids.map((one) => database?.knownExploited(one) ?? null).find((one) => one !== null) ?? null;
  const prediction = ids.map((one) => database?.prediction(one) ?? null).find((one) => one !== null) ?? null;
  return {
    ...shown, details: all.find(({ texts }) => texts.details !== '')?.texts.details ?? null, references: unique(all.flatMap(({ texts }) => texts.references), ({ url }) => url).slice(0, REFERENCES).map(({ type, url }) => ({ type, url })),
    published: timeOrNull(published.length === 0 ? null : Math.min(...published) * 1000), modified: timeOrNull(modified.length === 0 ? null : Math.max(...modified) * 1000),
    vectors: unique(all.flatMap(({ texts }) => texts.vectors), ({ vector }) => vector).map(({ type, vector }) => ({ type, vector })),
    kev: kev === null ? null : { added: timeText(kev.added * DAY), due: timeOrNull(kev.due === 0 ? null : kev.due * DAY), ransomware: kev.ransomware }, percentile: prediction?.percentile ?? null,
    affected: affectedOf(view, group), uses: useViews(view, group.runners, USES),
  };
}

const DAY = 86_400_000;

function unique<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function imagesOf(view: ImageView, { matches }: Group): ReadonlySet<ImageEntry> {
  return new Set(matches.flatMap((match) => match.of.images.filter((image) => (view.wide || view.uses(image).length > 0) && exemptionId(view, image, match) === null)));
}

function affectedOf(view: ImageView, group: Group): VulnerabilityDetail['affected'] {
  return [...Map.groupBy(group.matches, ({ of }) => `${of.record.ecosystem}\n${of.record.name}`).values()].map((matches) => {
    const { ecosystem, name } = matches[0]?.of.record ?? { ecosystem: '', name: '' };
    return {
      ecosystem, name, installed: [...new Set(matches.map(({ of }) => of.record.version))].sort(), fixed: latestOf(ecosystem, new Set(matches.flatMap(({ fixed }) => fixed ?? []))),
      images: imagesOf(view, { ...group, matches }).size,
    };
  }).sort((a, b) => b.images - a.images || (a.name < b.name ? -1 : 1));
}
