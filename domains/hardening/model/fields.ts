/** Reads a document field by field and collects one line for each mistake: where, and what is wrong. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Longest piece of a document that a problem line repeats. */
const SHOWN = 60;

/** A value as a problem line shows it: short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

/** Mistakes of one document. */
export class Mistakes {
  readonly lines: string[] = [];
  add(path: string, what: string): void { this.lines.push(path === '' ? what : `${path}: ${what}`); }

  /** The object at `value`, or an empty one and a mistake. */
  record(value: unknown, path: string): Json {
    if (isRecord(value)) return value;
    this.add(path, `must be an object, not ${shown(value)}`);
    return {};
  }

  /** An optional object: null where absent. */
  optionalRecord(value: unknown, path: string): Json | null {
    return value === undefined || value === null ? null : this.record(value, path);
  }

  /** A list; empty where absent. More than `limit` entries are a mistake. */
  list(value: unknown, path: string, limit = 1000): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) { this.add(path, `must be a list, not ${shown(value)}`); return []; }
    if (value.length > limit) { this.add(path, `has ${value.length} entries, at most ${limit} are allowed`); return []; }
    return value;
  }

  /** A required string that is not empty. */
  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.add(path, value === undefined || value === null || value === '' ? 'is required' : `must be a string, not ${shown(value)}`);
    return '';
  }

  optionalText(value: unknown, path: string): string | null {
    return value === undefined || value === null || value === '' ? null : this.text(value, path);
  }

  texts(value: unknown, path: string): readonly string[] {
    return this.list(value, path).map((entry, i) => {
      if (typeof entry === 'string') return entry;
      this.add(`${path}[${i}]`, `must be a string, not ${shown(entry)}`);
      return '';
    });
  }

  /** One of a closed set of words; the fallback where absent. */
  word<T extends string>(value: unknown, path: string, words: readonly T[], fallback: T): T {
    if (value === undefined || value === null || value === '') return fallback;
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    this.add(path, `must be one of ${words.join(', ')}, not ${shown(value)}`);
    return fallback;
  }

  /** A map of strings to strings; empty where absent. */
  textMap(value: unknown, path: string): Readonly<Record<string, string>> {
    const out: Record<string, string> = {};
    for (const [key, entry] of Object.entries(this.optionalRecord(value, path) ?? {})) {
      if (typeof entry === 'string') out[key] = entry;
      else this.add(`${path}.${key}`, `must be a string, not ${shown(entry)}`);
    }
    return out;
  }
}
