/** os-release(5): lines of KEY=value, in the quoting of a shell. */
export type Release = ReadonlyMap<string, string>;

const MAX_LINES = 1000;

/** Reads an os-release file; lines that are no assignment do not count. */
export function parseRelease(text: string): Release {
  const release = new Map<string, string>();
  for (const line of text.split('\n', MAX_LINES)) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line.slice(0, 4096));
    if (match === null) continue;
    const [, key, raw] = match as unknown as [string, string, string];
    const quote = raw[0];
    const value = (quote === '"' || quote === "'") && raw.length > 1 && raw.endsWith(quote) ? raw.slice(1, -1) : raw;
    release.set(key, quote === "'" ? value : value.replace(/\\([\\"$`])/g, '$1'));
  }
  return release;
}
