/** Label selectors. Source: kubernetes apimachinery pkg/labels/selector.go (Requirement.Matches). */
import type { LabelSelector } from '../model/match.ts';

/** Whether labels satisfy every requirement. NotIn and DoesNotExist hold where the label is absent. */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>> | undefined): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case 'In': return value !== undefined && values.includes(value);
      case 'NotIn': return value === undefined || !values.includes(value);
      case 'Exists': return value !== undefined;
      case 'DoesNotExist': return value === undefined;
    }
  });
}
