/**
 * Null fields. In a manifest, `securityContext: null` means that the field is absent: the API server drops it when it
 * decodes the object into its type. Policies are written for what the API server shows them.
 */
import { LIMITS } from '#core/limits.ts';

/** The object without null fields; the same object where it has none. Entries of lists stay, deeper than the depth limit nothing is looked at. */
export function withoutNulls<T extends object>(value: T): T {
  return holdsNull(value, 0) ? (strip(value, 0) as T) : value;
}

function holdsNull(value: object, depth: number): boolean {
  if (depth > LIMITS.objectDepth) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const entry: unknown = value[i];
      if (typeof entry === 'object' && entry !== null && holdsNull(entry, depth + 1)) return true;
    }
    return false;
  }
  for (const key in value) {
    const entry = (value as Record<string, unknown>)[key];
    if (typeof entry === 'object' && (entry === null || holdsNull(entry, depth + 1))) return true;
  }
  return false;
}

function strip(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > LIMITS.objectDepth) return value;
  if (Array.isArray(value)) return value.map((entry) => strip(entry, depth + 1));
  const out: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    if (entry === null) continue;
    // defineProperty: a key such as __proto__ in hostile JSON must become an ordinary entry.
    Object.defineProperty(out, key, { value: strip(entry, depth + 1), enumerable: true, configurable: true, writable: true });
  }
  return out;
}
