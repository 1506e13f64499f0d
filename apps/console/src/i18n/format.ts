import { currentLanguage } from './index.ts';

/** Formatters cost far more to make than to use: one a language and shape. */
const cache = new Map<string, unknown>();
function cached<T>(name: string, make: (language: string) => T): T {
  const language = currentLanguage();
  const key = `${language} ${name}`;
  let found = cache.get(key) as T | undefined;
  if (found === undefined) {
    found = make(language);
    cache.set(key, found);
  }
  return found;
}

export const formatCount = (value: number): string => cached('count', (l) => new Intl.NumberFormat(l)).format(value);
export const formatPoints = (value: number): string => cached('points', (l) => new Intl.NumberFormat(l, { maximumFractionDigits: 1 })).format(value);
/** A share (0 to 1) in percent; small ones keep a digit more. */
export const formatPercent = (share: number): string => (share > 0 && share < LEAST ? `< ${percentOf(LEAST)}` : percentOf(share > MOST && share < 1 ? MOST : share));
/** Nothing short of all reads as all. */
const MOST = 0.99;
const LEAST = 0.001;
const percentOf = (share: number): string => cached(share < 0.1 ? 'fine' : 'percent', (l) => new Intl.NumberFormat(l, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 })).format(share);

const SIZES = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Bytes in the unit that reads best, by thousands as container tools count. */
export function formatBytes(bytes: number): string {
  const step = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3) - 1));
  const unit = SIZES[step] ?? 'kilobyte';
  return cached(unit, (l) => new Intl.NumberFormat(l, { style: 'unit', unit, maximumFractionDigits: 1 })).format(bytes / 1000 ** (step + 1));
}

export const formatDateTime = (at: Date): string => cached('time', (l) => new Intl.DateTimeFormat(l, { dateStyle: 'medium', timeStyle: 'medium' })).format(at);
export const formatDate = (at: Date): string => cached('date', (l) => new Intl.DateTimeFormat(l, { dateStyle: 'medium' })).format(at);
export const formatShortDate = (at: Date): string => cached('short', (l) => new Intl.DateTimeFormat(l, { month: 'short', day: 'numeric' })).format(at);
export const formatList = (items: readonly string[]): string => cached('list', (l) => new Intl.ListFormat(l, { style: 'long', type: 'conjunction' })).format(items);

const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]] as const;

/** `3 hours ago`, `in 5 days`; under a minute reads as now. */
export function formatRelative(at: Date, now: number): string {
  const seconds = (at.getTime() - now) / 1000;
  const format = cached('relative', (l) => new Intl.RelativeTimeFormat(l, { numeric: 'auto' }));
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return unit === undefined ? format.format(0, 'second') : format.format(Math.trunc(seconds / unit[1]), unit[0]);
}
