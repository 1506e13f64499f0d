/** `size`, string tests, `matches`, parts of instants and spans. Source: "List of Standard Definitions" of the CEL language definition. */
import type { FunctionDeclaration } from '../../library.ts';
import type { CostMeter } from '../../program.ts';
import { BOOL, BYTES, type CelType, DURATION, INT, STRING, TIMESTAMP, listOf, mapOf, param } from '../../types.ts';
import type { Duration, Timestamp } from '../../values.ts';
import { size } from '../../runtime/access.ts';
import { type TimePart, timePart } from '../../runtime/calendar.ts';
import { charge, traversal } from '../../runtime/cost.ts';
import { matches } from '../../runtime/regex/matches.ts';
import { type Metered, global, member, priced } from './declare.ts';

const [A, B] = [param('A'), param('B')];

const sizes: readonly (readonly [string, CelType])[] = [['string', STRING], ['bytes', BYTES], ['list', listOf(A)], ['map', mapOf(A, B)]];

/** `contains` costs the product of both lengths (a tenth each), the others what they look at. */
const contains = (s: string, part: string, m: CostMeter): boolean => { charge(m, traversal(s.length) * traversal(part.length)); return s.includes(part); };
const startsWith = (s: string, part: string, m: CostMeter): boolean => { charge(m, traversal(s.length)); return s.startsWith(part); };
const endsWith = (s: string, part: string, m: CostMeter): boolean => { charge(m, traversal(s.length)); return s.endsWith(part); };
const stringTest = (name: string, run: Metered): FunctionDeclaration => ({ name, overloads: [priced(member(`${name.toLowerCase()}_string`, [STRING, STRING], BOOL, run))] });

/** Price of looking up the rules of a time zone, on top of the call. */
const ZONE_COST = 40;

function timeFunction(part: TimePart, ofDuration?: (nanos: bigint) => bigint): FunctionDeclaration {
  const id = `timestamp_to_${part.toLowerCase()}`;
  const whole = member(id, [TIMESTAMP], INT, (t: Timestamp) => timePart(t, part));
  const zoned = member(`${id}_with_tz`, [TIMESTAMP, STRING], INT, (t: Timestamp, zone: string, m: CostMeter) => { charge(m, ZONE_COST); return timePart(t, part, zone); });
  if (!ofDuration) return { name: `get${part}`, overloads: [whole, zoned] };
  const span = member(`duration_to_${part.toLowerCase()}`, [DURATION], INT, (d: Duration) => Number(ofDuration(d.nanos)));
  return { name: `get${part}`, overloads: [whole, zoned, span] };
}

export const functions: readonly FunctionDeclaration[] = [
  { name: 'size', overloads: sizes.flatMap(([id, type]) => [global(`size_${id}`, [type], INT, size), member(`${id}_size`, [type], INT, size)]) },
  stringTest('contains', contains),
  stringTest('startsWith', startsWith),
  stringTest('endsWith', endsWith),
  { name: 'matches', overloads: [priced(global('matches', [STRING, STRING], BOOL, matches)), priced(member('matches_string', [STRING, STRING], BOOL, matches))] },
  timeFunction('FullYear'), timeFunction('Month'), timeFunction('DayOfYear'), timeFunction('DayOfMonth'), timeFunction('Date'), timeFunction('DayOfWeek'),
  timeFunction('Hours', (n) => n / 3_600_000_000_000n),
  timeFunction('Minutes', (n) => n / 60_000_000_000n),
  timeFunction('Seconds', (n) => n / 1_000_000_000n),
  timeFunction('Milliseconds', (n) => (n / 1_000_000n) % 1000n),
];
