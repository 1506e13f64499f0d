/** Field selectors: `spec.nodeName=a,status.phase!=Running`. Source: k8s.io/apimachinery/pkg/fields/selector.go. */
import type { FieldRequirement, ParsedSelector } from './port.ts';

class SelectorError extends Error {}

/** Reads a selector; terms come in the order of their text. */
export function parseFieldSelector(selector: string): ParsedSelector<FieldRequirement> {
  try {
    const terms = splitTerms(selector).filter((term) => term !== '').sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return { requirements: terms.map((term) => readTerm(term, selector)) };
  } catch (error) {
    if (error instanceof SelectorError) return { error: error.message };
    throw error;
  }
}

/** The terms between commas that have no backslash before them. */
function splitTerms(selector: string): string[] {
  const terms: string[] = [];
  let from = 0;
  for (let i = 0; i < selector.length; i++) {
    if (selector[i] === '\\') i++;
    else if (selector[i] === ',') {
      terms.push(selector.slice(from, i));
      from = i + 1;
    }
  }
  terms.push(selector.slice(from));
  return terms;
}

function readTerm(term: string, selector: string): FieldRequirement {
  const match = /!=|==|=/.exec(term);
  if (match === null) throw new SelectorError(`invalid selector: '${selector}'; can't understand '${term}'`);
  return {
    field: term.slice(0, match.index),
    operator: match[0] === '!=' ? '!=' : '=',
    value: unescapeValue(term.slice(match.index + match[0].length)),
  };
}

function unescapeValue(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (character === ',' || character === '=') throw new SelectorError(`invalid field selector: unescaped character in value: ${character}`);
    if (character !== '\\') {
      out += character;
      continue;
    }
    const next = text[++i] ?? '';
    if (next === '' || !'\\,='.includes(next)) throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
    out += next;
  }
  return out;
}
