/** Label selectors: `app=web,tier in (a,b),!old`. Source: k8s.io/apimachinery/pkg/labels/selector.go (ParseToRequirements). */
import { labelValue, qualifiedName } from '../format/names.ts';
import type { LabelRequirement, ParsedSelector } from './port.ts';

class SelectorError extends Error {}

/** Reads a selector; requirements come in the order of their keys. */
export function parseLabelSelector(selector: string): ParsedSelector<LabelRequirement> {
  try {
    const requirements = new Reader(selector).all();
    return { requirements: requirements.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) };
  } catch (error) {
    if (error instanceof SelectorError) return { error: error.message };
    throw error;
  }
}

const OPERATORS: Readonly<Record<string, LabelRequirement['operator']>> = {
  in: 'In', notin: 'NotIn', '=': '=', '==': '==', '!=': '!=', '>': 'Gt', '<': 'Lt',
};

const isWord = (token: string | undefined): token is string => token !== undefined && !/^[=!(),<>]/.test(token);

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;
  constructor(selector: string) {
    this.#tokens = selector.match(/!=|==|[=!(),<>]|[^ \t\r\n=!(),<>]+/g) ?? [];
  }

  all(): LabelRequirement[] {
    const out: LabelRequirement[] = [];
    while (this.#at < this.#tokens.length) {
      out.push(this.#requirement());
      if (this.#at === this.#tokens.length) break;
      this.#expect(',');
      if (!isWord(this.#peek()) && this.#peek() !== '!') throw this.#unexpected("identifier after ','");
    }
    return out;
  }

  #peek(): string | undefined { return this.#tokens[this.#at]; }

  #unexpected(wanted: string): SelectorError {
    return new SelectorError(`unable to parse requirement: found '${this.#peek() ?? ''}', expected: ${wanted}`);
  }

  #expect(token: string): void {
    if (this.#peek() !== token) throw this.#unexpected(`'${token}'`);
    this.#at++;
  }

  #word(): string {
    const token = this.#peek();
    if (!isWord(token)) throw this.#unexpected('identifier');
    this.#at++;
    return token;
  }

  #requirement(): LabelRequirement {
    const negated = this.#peek() === '!';
    if (negated) this.#at++;
    const key = this.#word();
    const problems = qualifiedName(key);
    if (problems.length > 0) throw new SelectorError(`unable to parse requirement: invalid key "${key}": ${problems.join('; ')}`);
    const next = this.#peek();
    if (next === undefined || next === ',') return { key, operator: negated ? 'DoesNotExist' : 'Exists', values: [] };
    if (negated) throw this.#unexpected("',' or 'end of string'");
    const operator = Object.hasOwn(OPERATORS, next) ? OPERATORS[next] : undefined;
    if (operator === undefined) throw this.#unexpected('in, notin, =, ==, !=, >, <');
    this.#at++;
    const values = operator === 'In' || operator === 'NotIn' ? this.#set() : [this.#single()];
    checkValues(key, operator, values);
    return { key, operator, values };
  }

  /** One value, empty before a comma or the end. */
  #single(): string {
    const token = this.#peek();
    return token === undefined || token === ',' ? '' : this.#word();
  }

  /** Values in parentheses without repetition, in order; between two commas is the empty one. */
  #set(): string[] {
    this.#expect('(');
    const values = new Set<string>();
    for (;;) {
      const token = this.#peek();
      values.add(token === ',' || token === ')' ? '' : this.#word());
      if (this.#peek() === ')') break;
      this.#expect(',');
    }
    this.#at++;
    return [...values].sort();
  }
}

function checkValues(key: string, operator: LabelRequirement['operator'], values: readonly string[]): void {
  for (const value of values) {
    const problems = labelValue(value);
    if (problems.length > 0) throw new SelectorError(`unable to parse requirement: invalid value "${value}" of ${key}: ${problems.join('; ')}`);
    if ((operator === 'Gt' || operator === 'Lt') && !isInt64(value)) {
      throw new SelectorError(`unable to parse requirement: value "${value}" of ${key}: for 'Gt', 'Lt' operators, the value must be an integer`);
    }
  }
}

function isInt64(text: string): boolean {
  if (!/^[+-]?\d{1,19}$/.test(text)) return false;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value;
}
