/**
 * Our metadata on a policy, from `breakwater.dev/...` annotations, so that the manifest stays a plain Kubernetes object.
 * Other people's policies have none of it and get plain defaults; a value that is there but wrong is a mistake.
 */
import { SEVERITIES, type Severity } from '#core/words.ts';
import type { Remediation } from '../types.ts';
import { Mistakes } from './fields.ts';

const PREFIX = 'breakwater.dev/';

export interface PolicyMetadata {
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly category: string;
  readonly remediation: Remediation;
  readonly references: readonly string[];
  readonly techniques: readonly string[];
  /** Initiatives that the policy joins by itself, besides those whose document lists it. */
  readonly initiatives: readonly string[];
}

/** Names of the annotations, without the prefix. */
export const METADATA_KEYS = ['title', 'severity', 'category', 'description', 'remediation', 'remediation-yaml', 'references', 'techniques', 'initiatives'] as const;

/** Reads the annotations. `references` is one address a line; `techniques` and `initiatives` are ids separated by commas or blanks. */
export function readMetadata(annotations: unknown, name: string): { readonly metadata: PolicyMetadata; readonly mistakes: readonly string[] } {
  const mistakes = new Mistakes();
  const texts = mistakes.textMap(annotations, 'metadata.annotations');
  const at = (key: (typeof METADATA_KEYS)[number]): string => texts[PREFIX + key]?.trim() ?? '';
  const where = (key: string): string => `metadata.annotations['${PREFIX}${key}']`;
  for (const key of Object.keys(texts)) {
    if (key.startsWith(PREFIX) && !METADATA_KEYS.some((known) => PREFIX + known === key)) mistakes.add(`metadata.annotations['${key}']`, `is not known; known are ${METADATA_KEYS.join(', ')}`);
  }
  const ids = (key: 'techniques' | 'initiatives'): string[] => at(key).split(/[\s,]+/).filter((id) => id !== '');
  const techniques = ids('techniques');
  for (const id of techniques) if (!/^T\d{4}(\.\d{3})?$/.test(id)) mistakes.add(where('techniques'), `'${id}' is not a technique id such as T1610 or T1552.007`);
  const references = at('references').split('\n').map((line) => line.trim()).filter((line) => line !== '');
  for (const reference of references) if (!/^https?:\/\/\S+$/.test(reference)) mistakes.add(where('references'), `'${reference}' is not a web address`);
  const yaml = texts[`${PREFIX}remediation-yaml`] ?? '';
  const metadata: PolicyMetadata = {
    title: at('title') || name,
    description: at('description'),
    severity: mistakes.word(at('severity'), where('severity'), SEVERITIES, 'medium'),
    category: at('category') || 'Other',
    remediation: { text: at('remediation'), yaml: yaml.trim() === '' ? null : yaml.trimEnd() },
    references,
    techniques,
    initiatives: ids('initiatives'),
  };
  return { metadata, mistakes: mistakes.lines };
}
