/** `team=web, tier=front` as an object; null where it cannot be read so. */
export function labelsOf(text: string): Record<string, string> | null {
  const pairs = text.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '').map((pair) => /^([^=\s]+)=([^=\s]*)$/.exec(pair));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.map((match) => [match?.[1] ?? '', match?.[2] ?? '']));
}
