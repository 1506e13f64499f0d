/**
 * The match part of policies and bindings, read and checked.
 * Source of the rules: kubernetes pkg/apis/admissionregistration/validation/validation.go (validateMatchResources, validateRule).
 */
import type { Mistakes } from './fields.ts';

export const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface LabelRequirement { readonly key: string; readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; readonly values: readonly string[] }
/** A label selector as a list of requirements; empty matches everything. */
export type LabelSelector = readonly LabelRequirement[];

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly (Operation | '*')[];
  /** `pods`, `pods/exec`, `pods/*`, `*`, `*\/*`, `*\/scale`. */
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly scope: '*' | 'Cluster' | 'Namespaced';
}

export interface MatchResources {
  readonly resourceRules: readonly ResourceRule[];
  readonly excludeResourceRules: readonly ResourceRule[];
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector: LabelSelector;
  readonly matchPolicy: 'Equivalent' | 'Exact';
}

/** Reads `matchConstraints` (rules required) or a binding's `matchResources` (rules optional). */
export function readMatchResources(value: unknown, path: string, rulesRequired: boolean, mistakes: Mistakes): MatchResources {
  const match = mistakes.record(value, path);
  const resourceRules = readRules(match['resourceRules'], `${path}.resourceRules`, mistakes);
  if (rulesRequired && resourceRules.length === 0) mistakes.add(`${path}.resourceRules`, 'is required');
  return {
    resourceRules,
    excludeResourceRules: readRules(match['excludeResourceRules'], `${path}.excludeResourceRules`, mistakes),
    namespaceSelector: readSelector(match['namespaceSelector'], `${path}.namespaceSelector`, mistakes),
    objectSelector: readSelector(match['objectSelector'], `${path}.objectSelector`, mistakes),
    matchPolicy: mistakes.word(match['matchPolicy'], `${path}.matchPolicy`, ['Equivalent', 'Exact'], 'Equivalent'),
  };
}

function readRules(value: unknown, path: string, mistakes: Mistakes): readonly ResourceRule[] {
  return mistakes.list(value, path).map((entry, i) => {
    const at = `${path}[${i}]`;
    const rule = mistakes.record(entry, at);
    return {
      apiGroups: required(rule['apiGroups'], `${at}.apiGroups`, mistakes),
      apiVersions: required(rule['apiVersions'], `${at}.apiVersions`, mistakes),
      operations: readOperations(rule['operations'], `${at}.operations`, mistakes),
      resources: readResources(rule['resources'], `${at}.resources`, mistakes),
      resourceNames: mistakes.texts(rule['resourceNames'], `${at}.resourceNames`),
      scope: mistakes.word(rule['scope'], `${at}.scope`, ['*', 'Cluster', 'Namespaced'], '*'),
    };
  });
}

function required(value: unknown, path: string, mistakes: Mistakes): readonly string[] {
  const texts = mistakes.texts(value, path);
  if (texts.length === 0) mistakes.add(path, 'is required');
  if (texts.length > 1 && texts.includes('*')) mistakes.add(path, "'*' must stand alone");
  return texts;
}

function readOperations(value: unknown, path: string, mistakes: Mistakes): readonly (Operation | '*')[] {
  return required(value, path, mistakes).map((word, i) => mistakes.word(word, `${path}[${i}]`, [...OPERATIONS, '*'] as const, '*'));
}

function readResources(value: unknown, path: string, mistakes: Mistakes): readonly string[] {
  const resources = mistakes.texts(value, path);
  if (resources.length === 0) mistakes.add(path, 'is required');
  for (const resource of resources) {
    if (!/^(\*|[a-z0-9.-]+)(\/(\*|[a-z0-9.-]+))?$/.test(resource)) mistakes.add(path, `'${resource}' is not a resource; write the plural in small letters, such as pods or pods/exec`);
  }
  return resources;
}

/** Reads a label selector (`matchLabels`, `matchExpressions`). */
export function readSelector(value: unknown, path: string, mistakes: Mistakes): LabelSelector {
  const selector = mistakes.optionalRecord(value, path);
  if (selector === null) return [];
  const requirements: LabelRequirement[] = Object.entries(mistakes.textMap(selector['matchLabels'], `${path}.matchLabels`))
    .map(([key, label]) => ({ key, operator: 'In', values: [label] }));
  mistakes.list(selector['matchExpressions'], `${path}.matchExpressions`).forEach((entry, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    const expression = mistakes.record(entry, at);
    const operator = mistakes.word(expression['operator'], `${at}.operator`, ['In', 'NotIn', 'Exists', 'DoesNotExist'], 'Exists');
    if (expression['operator'] === undefined) mistakes.add(`${at}.operator`, 'is required');
    const values = mistakes.texts(expression['values'], `${at}.values`);
    const takesValues = operator === 'In' || operator === 'NotIn';
    if (takesValues && values.length === 0) mistakes.add(`${at}.values`, `is required with ${operator}`);
    if (!takesValues && values.length > 0) mistakes.add(`${at}.values`, `must be empty with ${operator}`);
    requirements.push({ key: mistakes.text(expression['key'], `${at}.key`), operator, values });
  });
  return requirements;
}
