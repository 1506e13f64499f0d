/** Findings grouped by the package that an update would free of them: of distributions the source package, which is updated as one. */
import type { SoftwareUpdate } from '#contract/types.ts';
import type { Match } from '#pipeline/index.ts';
import type { Handlers, ImageRoute } from '../handler.ts';
import { type Position, pageOf } from '../posture/paging.ts';
import { type Group, groupFindings } from './groups.ts';
import { latestOf } from './versions.ts';
import { type ImageParts, ImageView, workloadKey } from './view.ts';

const OWNERS = 200, IDENTIFIERS = 100, NAME = 100;

export function updateHandlers(parts: ImageParts): Pick<Handlers<ImageRoute>, 'listSoftwareUpdates'> {
  return {
    listSoftwareUpdates: async ({ query, visibility }) => {
      const view = await ImageView.of(parts, visibility);
      const groups = [...groupFindings(view, query, 'update', keyOf).values()].filter(({ images }) => images > 0);
      return pageOf(groups, (group) => positionOf(group, query.sort), query, (group) => updateView(view, group));
    },
  };
}

const nameOf = ({ of: { record } }: Match): string => record.source?.name || record.name;
const versionOf = ({ of: { record } }: Match): string => record.source?.version || record.version;
const keyOf = (match: Match): string => `${match.of.record.ecosystem}\n${nameOf(match)}`;

function positionOf(group: Group, sort: 'risk' | 'images' | 'name'): Position {
  const name = group.key.slice(group.key.indexOf('\n') + 1).slice(0, NAME), ecosystem = group.key.slice(0, group.key.indexOf('\n')).slice(0, NAME);
  switch (sort) {
    case 'risk': return [group.runningImages > 0 ? 0 : 1, group.risk, -group.images, name, ecosystem];
    case 'images': return [-group.images, group.risk, name, ecosystem];
    case 'name': return [name.toLowerCase(), name, ecosystem];
  }
}

function updateView(view: ImageView, group: Group): SoftwareUpdate {
  const { matches, key } = group, ecosystem = key.slice(0, key.indexOf('\n')), name = key.slice(key.indexOf('\n') + 1);
  const sorted = [...matches].sort((a, b) => a.risk - b.risk);
  return {
    id: `${ecosystem}/${name}`.slice(0, 200), ecosystem, package: name, installed: [...new Set(matches.map(versionOf))].sort(), fixed: latestOf(ecosystem, new Set(matches.flatMap(({ fixed }) => fixed ?? []))),
    images: group.images, runningImages: group.runningImages, workloads: group.workloads, owners: ownersOf(view, group), vulnerabilities: group.counts, knownExploited: group.knownExploited,
    identifiers: [...new Set(sorted.map(({ vulnerability }) => vulnerability))].slice(0, IDENTIFIERS),
  };
}

function ownersOf(view: ImageView, { runners }: Group): SoftwareUpdate['owners'] {
  const owners = new Map<string, SoftwareUpdate['owners'][number]>();
  for (const image of runners) {
    for (const use of view.uses(image)) owners.set(workloadKey(use), { ...use.workload, environment: use.environment, resourceId: use.workloadId === null ? null : String(use.workloadId) });
    if (owners.size >= OWNERS) break;
  }
  return [...owners.values()].slice(0, OWNERS);
}
