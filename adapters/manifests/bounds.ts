/** Bounds on a parsed value: how deep it nests, and how much it becomes when its aliases are written out. */
import { LIMITS } from '#core/limits.ts';

/** Values of one document after its aliases were followed. A document of the largest size has fewer of its own. */
const MAX_ALIASED_VALUES = 200_000;

/** Null when within bounds; otherwise what is too much, in words. */
export function tooDeep(value: unknown, limit: number = LIMITS.objectDepth): string | null {
  return exceedsDepth(value, limit) ? `nested deeper than ${limit} levels` : null;
}

function exceedsDepth(value: unknown, left: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (left === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && exceedsDepth(item, left - 1)) return true;
    return false;
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (typeof item === 'object' && exceedsDepth(item, left - 1)) return true;
  }
  return false;
}

/**
 * For documents with aliases: the parser shares what an alias repeats, so that ten lines can stand for a billion
 * values. Counts them with their repetition (each shared part once, by memory) and finds aliases that contain themselves.
 */
export function tooManyAliased(value: unknown): string | null {
  const sizes = new Map<object, number>();
  const OPEN = -1;
  const sizeOf = (part: unknown, depth: number): number => {
    if (depth > LIMITS.objectDepth) throw new RangeError(`nested deeper than ${LIMITS.objectDepth} levels`);
    if (part === null || typeof part !== 'object') return 1;
    const known = sizes.get(part);
    if (known === OPEN) throw new RangeError('an alias contains itself');
    if (known !== undefined) return known;
    sizes.set(part, OPEN);
    let size = 1;
    for (const item of Object.values(part)) {
      size += sizeOf(item, depth + 1);
      if (size > MAX_ALIASED_VALUES) throw new RangeError(`its aliases stand for more than ${MAX_ALIASED_VALUES} values`);
    }
    sizes.set(part, size);
    return size;
  };
  try {
    sizeOf(value, 0);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
