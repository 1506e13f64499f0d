/** Label selectors as the API server reads them: `LabelSelectorAsSelector` in k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go. */
import { isRecord } from './values.ts';

export type Labels = Readonly<Record<string, string>>;

/**
 * Whether a `LabelSelector` ({matchLabels, matchExpressions}) selects these labels. A missing selector selects nothing,
 * an empty one everything. An unknown operator selects nothing, as the API server refuses it.
 */
export function selects(selector: unknown, labels: Labels): boolean {
  if (!isRecord(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  if (isRecord(matchLabels) && !equalsAll(matchLabels, labels)) return false;
  return !Array.isArray(matchExpressions) || matchExpressions.every((expression) => isRecord(expression) && meets(expression, labels));
}

/** Whether the plain map of a Service or ReplicationController selects these labels. An empty map selects nothing. */
export function selectsByMap(selector: unknown, labels: Labels): boolean {
  return isRecord(selector) && Object.keys(selector).length > 0 && equalsAll(selector, labels);
}

const equalsAll = (wanted: Readonly<Record<string, unknown>>, labels: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labelValue(labels, key) === value);

const labelValue = (labels: Labels, key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);

function meets(expression: Readonly<Record<string, unknown>>, labels: Labels): boolean {
  const { key, operator, values } = expression;
  if (typeof key !== 'string') return false;
  const value = labelValue(labels, key);
  switch (operator) {
    case 'In': return value !== undefined && Array.isArray(values) && values.includes(value);
    // A label that is not there is not in the list: `Requirement.Matches` in k8s.io/apimachinery/pkg/labels/selector.go.
    case 'NotIn': return value === undefined || !Array.isArray(values) || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    default: return false;
  }
}
