/** Reads PEP 440 versions, in one pass. Grammar: PEP 440 appendix B. */
import { endOfDigits, isDigit, isLower } from '../shared/text.ts';

export interface PythonVersion {
  readonly epoch: string;
  /** Without zeros at the end. */
  readonly release: readonly string[];
  /** Rank of a, b, rc with its number; null where there is none. */
  readonly pre: { readonly rank: number; readonly number: string } | null;
  readonly post: string | null;
  readonly dev: string | null;
  readonly local: readonly string[];
}

const PRE: readonly (readonly [string, number])[] = [['alpha', 0], ['beta', 1], ['preview', 2], ['pre', 2], ['rc', 2], ['a', 0], ['b', 1], ['c', 2]];
const POST = ['post', 'rev', 'r'];

/** Null where the text is no PEP 440 version. Takes lower case without space around. */
export function parsePython(text: string): PythonVersion | null {
  const at = { index: text.startsWith('v') ? 1 : 0 };
  let first = digits(text, at);
  if (first === null) return null;
  let epoch = '0';
  if (text[at.index] === '!') {
    epoch = first;
    at.index++;
    first = digits(text, at);
    if (first === null) return null;
  }
  const release = [first];
  while (text[at.index] === '.' && isDigit(text.charCodeAt(at.index + 1))) { at.index++; release.push(digits(text, at)!); }
  while (release.length > 1 && isZero(release.at(-1)!)) release.pop();
  const pre = labelled(text, at, PRE);
  const post = implicitPost(text, at) ?? labelled(text, at, POST.map((label) => [label, 0] as const))?.number ?? null;
  const dev = labelled(text, at, [['dev', 0]])?.number ?? null;
  const local = text[at.index] === '+' ? localOf(text.slice(at.index + 1)) : [];
  if (local === null || (local.length === 0 && at.index !== text.length)) return null;
  return { epoch, release, pre, post, dev, local };
}

interface Place { index: number }

const isZero = (number: string): boolean => /^0+$/.test(number);

function digits(text: string, at: Place): string | null {
  const end = endOfDigits(text, at.index);
  if (end === at.index) return null;
  const found = text.slice(at.index, end);
  at.index = end;
  return found;
}

const isSeparator = (character: string | undefined): boolean => character === '.' || character === '-' || character === '_';

/** `[separator] label [separator] [number]`; the number is 0 when missing. */
function labelled(text: string, at: Place, labels: readonly (readonly [string, number])[]): { rank: number; number: string } | null {
  const from = isSeparator(text[at.index]) ? at.index + 1 : at.index;
  const label = labels.find(([word]) => text.startsWith(word, from));
  if (label === undefined) return null;
  at.index = from + label[0].length;
  const numberAt = isSeparator(text[at.index]) ? at.index + 1 : at.index;
  if (!isDigit(text.charCodeAt(numberAt))) return { rank: label[1], number: '0' };
  at.index = numberAt;
  return { rank: label[1], number: digits(text, at)! };
}

/** `1.0-1` is 1.0.post1. */
function implicitPost(text: string, at: Place): string | null {
  if (text[at.index] !== '-' || !isDigit(text.charCodeAt(at.index + 1))) return null;
  at.index++;
  return digits(text, at);
}

function localOf(text: string): readonly string[] | null {
  const parts = text.split(/[-_.]/);
  return parts.every((part) => part !== '' && [...part].every((character) => isDigit(character.charCodeAt(0)) || isLower(character.charCodeAt(0)))) ? parts : null;
}
