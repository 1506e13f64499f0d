/** What `import`, `update` and `status` print. */
import type { DatabaseCounts } from '#domains/vulnerabilities/index.ts';

const time = (seconds: number): string | null => (seconds === 0 ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'));

/** Counts as JSON; `newest` is the record modified last. */
export function countsJson(counts: DatabaseCounts): Readonly<Record<string, unknown>> {
  return {
    advisories: counts.advisories, withdrawn: counts.withdrawn, packages: counts.packages, kev: counts.kev, epss: counts.epss,
    newest: counts.newest === 0 ? null : { id: counts.newestId, modified: time(counts.newest) }, ecosystems: counts.ecosystems,
  };
}

export function countsLines(counts: DatabaseCounts): readonly string[] {
  const number = (value: number): string => value.toLocaleString('en');
  const width = Math.max(0, ...Object.keys(counts.ecosystems).map((name) => name.length));
  return [
    `Advisories  ${number(counts.advisories)} about ${number(counts.packages)} packages, ${number(counts.withdrawn)} withdrawn`,
    `Newest      ${counts.newest === 0 ? 'none has a time' : `${counts.newestId}, ${time(counts.newest)}`}`,
    `KEV         ${number(counts.kev)}`,
    `EPSS        ${number(counts.epss)}`,
    ...Object.entries(counts.ecosystems).map(([name, count]) => `  ${name.padEnd(width)}  ${number(count)}`),
  ];
}

const UNITS: readonly (readonly [string, number])[] = [['day', 86_400], ['hour', 3600], ['minute', 60]];

/** `3 days`, in the largest unit that fits. */
export function age(seconds: number): string {
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}
