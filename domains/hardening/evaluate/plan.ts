/** Which policies meet objects of one kind, found once for each kind. */
import type { KubeObject } from '#core/words.ts';
import type { MatchResources, Operation } from '../model/match.ts';
import type { SelectedPolicy } from '../types.ts';
import { type Labelled, matchRules, matchSelectors, namesObjects, type RuleMatch, type Subject } from './match.ts';
import { notApplicable, notAssessed, type Outcome } from './outcome.ts';
import { templatePath } from './template.ts';
import { resourceOf } from './resources.ts';

/** One policy of a selection as the plan sees it. */
export interface Matchable { readonly selected: SelectedPolicy; readonly match: MatchResources }

export interface Step<T extends Matchable> {
  readonly unit: T;
  /** Null: the object itself; else where its pod template is. */
  readonly template: readonly string[] | null;
  /** The same for every object of the kind, whatever it holds. */
  readonly fixed: Outcome | null;
  /** Names or labels decide about the single object. */
  readonly isSelective: boolean;
}

/** The object or pod under review, as rules see it. */
export const subjectOf = (group: string, version: string, kind: string, name: string, namespaced: boolean, operation: Operation = 'CREATE'): Subject =>
  ({ group, version, resource: resourceOf(kind), subresource: '', operation, name, namespaced });

const POD = (namespaced: boolean): Subject => subjectOf('', 'v1', 'Pod', '', namespaced);

/** The steps for objects of a kind, in the order of the selection. */
export function planFor<T extends Matchable>(units: readonly T[], group: string, version: string, kind: string, namespaced: boolean): readonly Step<T>[] {
  const self = subjectOf(group, version, kind, '', namespaced);
  const template = templatePath(group, kind);
  return units.flatMap((unit): Step<T>[] => {
    const direct = cover(unit, self);
    if (direct !== null) return [{ unit, template: null, ...direct }];
    const projected = template === undefined ? null : cover(unit, POD(namespaced));
    if (template !== undefined && projected !== null && !(projected.fixed?.status === 'notApplicable')) return [{ unit, template, ...projected }];
    return [];
  });
}

function cover({ selected, match }: Matchable, subject: Subject): { fixed: Outcome | null; isSelective: boolean } | null {
  const parts = selected.matchResources === undefined ? [match] : [match, selected.matchResources];
  const isSelective = parts.some((part) => namesObjects(part) || part.objectSelector.length > 0 || part.namespaceSelector.length > 0);
  const found = parts.map((part) => matchRules(withoutNames(part), subject));
  if (found.every((result) => result === 'yes')) return { fixed: selected.blocked ?? null, isSelective };
  const unconvertible = found.find((result): result is Exclude<RuleMatch, string> => typeof result === 'object');
  if (unconvertible !== undefined && !found.includes('no')) {
    const from = `${subject.group === '' ? '' : `${subject.group}/`}${subject.version}`;
    return { fixed: notAssessed(`the policy is written for ${unconvertible.unconvertible}; this object is ${from} and would have to be converted first`), isSelective };
  }
  const other = (['UPDATE', 'DELETE', 'CONNECT'] as const).find((operation) => parts.every((part) => matchRules(withoutNames(part), { ...subject, operation }) === 'yes'));
  return other === undefined ? null : { fixed: notApplicable(`the policy is about ${other} requests, not about the state of an object`), isSelective };
}

/** Rules as if they named no objects: an upper bound. Excluding rules that name objects exclude nothing yet. */
function withoutNames(match: MatchResources): MatchResources {
  if (!namesObjects(match)) return match;
  return {
    ...match,
    resourceRules: match.resourceRules.map((rule) => ({ ...rule, resourceNames: [] })),
    excludeResourceRules: match.excludeResourceRules.filter((rule) => rule.resourceNames.length === 0),
  };
}

/** Whether names and labels let the policy meet this object; an outcome where that cannot be told. */
export function meetsObject({ selected, match }: Matchable, subject: Subject, about: Labelled): boolean | Outcome {
  for (const part of selected.matchResources === undefined ? [match] : [match, selected.matchResources]) {
    if (namesObjects(part) && matchRules(part, subject) === 'no') return false;
    const selected = matchSelectors(part, about);
    if (selected === 'no') return false;
    if (selected === 'unknown') return notAssessed(`the labels of namespace '${about.namespace ?? ''}' are not known, and the policy selects by them`);
  }
  return true;
}

/** The parts of an object that selectors look at. */
export const labelledOf = (object: KubeObject, namespaced: boolean, namespaceObject: KubeObject | null, isNamespace: boolean): Labelled =>
  ({ object, oldObject: null, namespaced, namespace: object.metadata.namespace ?? null, namespaceObject, isNamespace });
