/** What was worked out is kept for a while: one version meets many advisories. Results do not depend on it. */
const ENTRIES = 16_384;
const LONGEST = 128;

/** The pure function, which remembers; texts longer than usual are worked out each time. */
export function remembered<K extends string | number, T>(work: (input: K) => T): (input: K) => T {
  let known = new Map<K, T>();
  return (input) => {
    const found = known.get(input);
    if (found !== undefined) return found;
    const value = work(input);
    if (typeof input === 'string' && input.length > LONGEST) return value;
    if (known.size >= ENTRIES) known = new Map();
    known.set(input, value);
    return value;
  };
}
