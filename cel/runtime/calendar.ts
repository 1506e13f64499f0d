/**
 * The parts of an instant in a time zone.
 * Source: "Timestamp" of the CEL language definition: zones are IANA names, `UTC` or offsets such as `-02:30`.
 */
import { CelError, type Timestamp } from '../values.ts';
import { SECOND } from './time.ts';

export type TimePart = 'FullYear' | 'Month' | 'DayOfYear' | 'DayOfMonth' | 'Date' | 'DayOfWeek' | 'Hours' | 'Minutes' | 'Seconds' | 'Milliseconds';

const FIXED = /^([+-]?)(\d{1,2}):(\d{2})$/;
/** Formatters by zone name: there are some 600 zones, and only names that exist get here. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATTERS = 1000;

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, calendar: 'gregory', hourCycle: 'h23', era: 'short',
      year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  } catch {
    throw new CelError(`unknown time zone ${JSON.stringify(zone.slice(0, 64))}`);
  }
  if (formatters.size < MAX_FORMATTERS) formatters.set(zone, made);
  return made;
}

/** The local time of an instant, as a Date whose UTC fields are the local ones. */
function local(seconds: number, zone: string | undefined): Date {
  if (zone === undefined || zone === '' || zone === 'UTC' || zone === 'Z') return new Date(seconds * 1000);
  const fixed = FIXED.exec(zone);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return new Date((seconds + (fixed[1] === '-' ? -60 : 60) * minutes) * 1000);
  }
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) throw new CelError(`unknown time zone ${JSON.stringify(zone.slice(0, 64))}`);
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter(zone).formatToParts(new Date(seconds * 1000))) parts[type] = value;
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
  const date = new Date(0);
  date.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']));
  date.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
  return date;
}

function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000);
}

/** One part of an instant; months, days of the year, month (but not `Date`) and week count from 0. @throws CelError */
export function timePart(t: Timestamp, part: TimePart, zone?: string): number {
  const fraction = ((t.nanos % SECOND) + SECOND) % SECOND;
  if (part === 'Milliseconds') { if (zone !== undefined) local(0, zone); return Number(fraction / 1_000_000n); }
  const date = local(Number((t.nanos - fraction) / SECOND), zone);
  switch (part) {
    case 'FullYear': return date.getUTCFullYear();
    case 'Month': return date.getUTCMonth();
    case 'DayOfYear': return dayOfYear(date);
    case 'DayOfMonth': return date.getUTCDate() - 1;
    case 'Date': return date.getUTCDate();
    case 'DayOfWeek': return date.getUTCDay();
    case 'Hours': return date.getUTCHours();
    case 'Minutes': return date.getUTCMinutes();
    default: return date.getUTCSeconds();
  }
}
