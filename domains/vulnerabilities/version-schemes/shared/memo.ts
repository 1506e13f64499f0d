/** One installed version meets many advisories: what was read of a text is kept for a while. Results do not depend on it. */
const ENTRIES = 4096;
const LONGEST = 128;

export function remembered<T>(read: (text: string) => T): (text: string) => T {
  let known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = read(text);
    if (text.length > LONGEST) return value;
    if (known.size >= ENTRIES) known = new Map();
    known.set(text, value);
    return value;
  };
}
