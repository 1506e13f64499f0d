/** Label selectors. Source: kubernetes apimachinery pkg/labels/selector.go (Requirement.Matches). */
import type { LabelRequirement, LabelSelector } from '../model/match.ts';

type Labels = Readonly<Record<string, string>> | undefined;

/** Whether labels satisfy every requirement. NotIn and DoesNotExist hold where the label is absent. */
export const selects = (selector: LabelSelector, labels: Labels): boolean => selector.every((requirement) => holds(requirement, labels));

function holds({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value);
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
  }
}
