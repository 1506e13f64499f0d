/** Reading hostile JSON: nothing about the shape of an object is taken for granted. */

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The record at a dotted path of own properties, undefined where any step is something else. */
export function recordAt(value: unknown, path: string): Readonly<Record<string, unknown>> | undefined {
  let current: unknown = value;
  for (const step of path.split('.')) {
    if (!isRecord(current) || !Object.hasOwn(current, step)) return undefined;
    current = current[step];
  }
  return isRecord(current) ? current : undefined;
}

/** The entries of a map whose values are strings; everything else in it is left out. */
export function stringMap(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value);
  return entries.every(([, v]) => typeof v === 'string') ? (value as Record<string, string>) : Object.fromEntries(entries.filter((e): e is [string, string] => typeof e[1] === 'string'));
}
