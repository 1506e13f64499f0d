/**
 * `"...".format([...])`: reading the format string. What each clause prints is given by {@link Clauses}, of which
 * there are two: the Kubernetes one (library version 2) and the one of the CEL specification (version 4).
 *
 * Source: parseFormatString of cel-go ext/formatting.go.
 */
import { CelError, type CelValue } from '../../values.ts';
import { checkLength } from '../shared/text.ts';

/** Prints one argument. `precision` is undefined where the clause has none. @throws CelError for a type it cannot print. */
export type Clause = (value: CelValue, precision: number | undefined) => string;

export interface Clauses {
  readonly s: Clause;
  readonly d: Clause;
  readonly f: Clause;
  readonly e: Clause;
  readonly b: Clause;
  readonly o: Clause;
  readonly x: Clause;
  readonly X: Clause;
}

/**
 * Fills the clauses of a format string with the arguments, one after the other.
 * @throws CelError for a malformed clause, a missing argument, an argument of a wrong type or a result too long.
 */
export function formatText(format: string, args: readonly CelValue[], clauses: Clauses): string {
  const pieces: string[] = [];
  let length = 0;
  let used = 0;
  let from = 0;
  const add = (piece: string): void => {
    length += piece.length;
    checkLength(length, 'format');
    pieces.push(piece);
  };
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', from)) {
    add(format.slice(from, at));
    if (format[at + 1] === '%') {
      add('%');
      from = at + 2;
      continue;
    }
    const arg = args[used];
    if (arg === undefined) throw new CelError(`index ${used} out of range`);
    used++;
    const clause = readClause(format, at + 1);
    from = clause.end;
    add(printed(clauses[clause.letter], arg, clause.precision));
  }
  add(format.slice(from));
  return pieces.join('');
}

function printed(clause: Clause, value: CelValue, precision: number | undefined): string {
  try {
    return clause(value, precision);
  } catch (error) {
    if (error instanceof CelError) throw new CelError(`error during formatting: ${error.message}`);
    throw error;
  }
}

function readClause(format: string, start: number): { letter: keyof Clauses; precision: number | undefined; end: number } {
  if (start >= format.length) throw new CelError('unexpected end of string');
  const match = /^(\.(\d*))?/.exec(format.slice(start, start + 20)) as RegExpExecArray;
  const end = start + match[0].length;
  const letter = format[end];
  const bad = (reason: string): CelError => new CelError(`could not parse formatting clause: ${reason}`);
  if (letter === undefined) throw bad('error while parsing precision: could not find end of precision specifier');
  if (match[1] !== undefined && match[2] === '') throw bad('error while parsing precision: a number must follow the point');
  if (!isLetter(letter)) throw bad(`unrecognized formatting clause "${letter}"`);
  return { letter, precision: match[2] === undefined ? undefined : Number(match[2]), end: end + 1 };
}

const isLetter = (text: string): text is keyof Clauses => 'sdfebxXo'.includes(text);
