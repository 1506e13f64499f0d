/**
 * Whether a policy is about an object. Source: kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/matching/matching.go
 * and .../plugin/webhook/predicates/{rules,namespace,object}.
 */
import type { KubeObject } from '#core/words.ts';
import type { MatchResources, Operation, ResourceRule } from '../model/match.ts';
import { equivalentGroups, hasSameShape } from './equivalents.ts';
import { selects } from './selectors.ts';

/** What a rule is held against: one request, or the creation of an object that is assessed. */
export interface Subject {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly operation: Operation;
  /** '' where the name is not known yet. */
  readonly name: string;
  readonly namespaced: boolean;
}

/** `unconvertible`: a rule means the object, but in another version whose shape differs. */
export type RuleMatch = 'yes' | 'no' | { readonly unconvertible: string };

const meets = (words: readonly string[], word: string): boolean => words.includes(word) || words[0] === '*';

function meetsResource(rule: ResourceRule, { resource, subresource }: Subject): boolean {
  return rule.resources.some((text) => {
    const slash = text.indexOf('/');
    const name = slash < 0 ? text : text.slice(0, slash);
    const sub = slash < 0 ? '' : text.slice(slash + 1);
    return (name === '*' || name === resource) && (sub === '*' || sub === subresource);
  });
}

/** Everything of a rule but group and version. */
function meetsRest(rule: ResourceRule, subject: Subject): boolean {
  return meets(rule.operations, subject.operation) && meetsResource(rule, subject)
    && (rule.scope === '*' || (rule.scope === 'Namespaced') === subject.namespaced)
    && (rule.resourceNames.length === 0 || rule.resourceNames.includes(subject.name));
}

function meetsRules(rules: readonly ResourceRule[], subject: Subject, matchPolicy: MatchResources['matchPolicy']): RuleMatch {
  let unconvertible: string | null = null;
  for (const rule of rules) {
    if (!meetsRest(rule, subject)) continue;
    if (meets(rule.apiGroups, subject.group) && meets(rule.apiVersions, subject.version)) return 'yes';
    if (matchPolicy === 'Exact') continue;
    const group = equivalentGroups(subject.group, subject.resource).find((candidate) => meets(rule.apiGroups, candidate));
    if (group === undefined) continue;
    if (hasSameShape(subject.group, group, subject.resource)) return 'yes';
    unconvertible = `${group === '' ? '' : `${group}/`}${rule.apiVersions[0]}`;
  }
  return unconvertible === null ? 'no' : { unconvertible };
}

/** The rules alone, without selectors: includes minus excludes. A binding without rules means every object. */
export function matchRules(match: MatchResources, subject: Subject): RuleMatch {
  if (meetsRules(match.excludeResourceRules, subject, match.matchPolicy) === 'yes') return 'no';
  return match.resourceRules.length === 0 ? 'yes' : meetsRules(match.resourceRules, subject, match.matchPolicy);
}

/** Whether the answer of {@link matchRules} can differ between two objects of one kind: some rule names objects. */
export const namesObjects = (match: MatchResources): boolean =>
  match.resourceRules.some((rule) => rule.resourceNames.length > 0) || match.excludeResourceRules.some((rule) => rule.resourceNames.length > 0);

/** What the selectors are held against. */
export interface Labelled {
  readonly object: KubeObject | null;
  readonly oldObject: KubeObject | null;
  readonly namespaced: boolean;
  /** The namespace's name, null for cluster-scoped objects. */
  readonly namespace: string | null;
  readonly namespaceObject: KubeObject | null;
  readonly isNamespace: boolean;
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Whether both selectors hold; `unknown` where the labels of the namespace are needed and not known. */
export function matchSelectors(match: MatchResources, about: Labelled): 'yes' | 'no' | 'unknown' {
  const { objectSelector, namespaceSelector } = match;
  if (objectSelector.length > 0 && !selectsObject(about.object) && !selectsObject(about.oldObject)) return 'no';
  if (namespaceSelector.length === 0) return 'yes';
  // A Namespace is selected by its own labels; every other cluster-scoped object is never left out.
  if (about.isNamespace) return selects(namespaceSelector, labelsOfNamespace((about.object ?? about.oldObject)?.metadata.name, about.object ?? about.oldObject)) ? 'yes' : 'no';
  if (!about.namespaced) return 'yes';
  const { namespace, namespaceObject } = about;
  if (namespaceObject !== null || (namespace !== null && namespaceSelector.every(({ key }) => key === NAME_LABEL))) {
    return selects(namespaceSelector, labelsOfNamespace(namespace ?? undefined, namespaceObject)) ? 'yes' : 'no';
  }
  return 'unknown';

  function selectsObject(object: KubeObject | null): boolean {
    return object !== null && selects(objectSelector, object.metadata.labels);
  }
}

/** The labels of a namespace with the one that the API server adds to each. */
function labelsOfNamespace(name: string | undefined, object: KubeObject | null): Readonly<Record<string, string>> {
  return name === undefined ? (object?.metadata.labels ?? {}) : { ...object?.metadata.labels, [NAME_LABEL]: name };
}
