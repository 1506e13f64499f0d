/** The words that sources use for severity, as one of ours. */
import type { Severity } from '#core/words.ts';

const WORDS: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high', important: 'high',
  medium: 'medium', moderate: 'medium',
  low: 'low',
  negligible: 'informational', unimportant: 'informational', none: 'informational', informational: 'informational',
};

/** GitHub (`MODERATE`), Red Hat and its rebuilds (`Important`), Ubuntu (`negligible`), Debian (`unimportant`, `high**`). */
export function severityOfWord(word: unknown): Severity | null {
  if (typeof word !== 'string' || word.length > 40) return null;
  const plain = word.toLowerCase().replace(/\*+$/, '').trim();
  return Object.hasOwn(WORDS, plain) ? WORDS[plain]! : null;
}

/** Errata of Red Hat's family begin with it: `Important: podman security update`. */
export function severityOfSummary(summary: string): Severity | null {
  const colon = summary.indexOf(':');
  return colon > 0 && colon < 12 ? severityOfWord(summary.slice(0, colon)) : null;
}
