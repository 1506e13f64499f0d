/**
 * Names and labels as the API server validates them, with its messages.
 *
 * Source: k8s.io/apimachinery/pkg/util/validation/validation.go, pkg/api/validate/content (kube.go, dns.go, errors.go)
 * and pkg/api/validation/generic.go.
 */
import { utf8Length } from '../shared/text.ts';

const LABEL_1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_1123 = `${LABEL_1123}(\\.${LABEL_1123})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;

/** A pattern that must match from end to end; unlike in JavaScript, `$` does not match before a line break in RE2 either. */
const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

const label1123 = whole(LABEL_1123);
const label1035 = whole(LABEL_1035);
const nameCharacters = /^[-A-Za-z0-9_.]*$/;
const alphanumeric = /^[A-Za-z0-9]$/;

/** A subdomain is labels with dots between; taken apart, the check is linear in the text. */
const isSubdomain = (text: string): boolean => text.split('.').every((label) => label1123.test(label));
const isQualified = (text: string): boolean =>
  nameCharacters.test(text) && alphanumeric.test(text.charAt(0)) && alphanumeric.test(text.charAt(text.length - 1));

/** Upstream counts bytes, and calls them characters for DNS names. */
const tooLong = (text: string, most: number, unit: 'bytes' | 'characters'): string[] =>
  (utf8Length(text) > most ? [`must be no more than ${most} ${unit}`] : []);

function regexError(message: string, pattern: string, ...examples: string[]): string {
  const given = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${given}regex used for validation is '${pattern}')`;
}

/** A label of RFC 1123. @returns what is wrong, nothing for a valid one */
export function dns1123Label(text: string): string[] {
  const errors = tooLong(text, 63, 'characters');
  if (label1123.test(text)) return errors;
  if (isSubdomain(text)) return [...errors, 'must not contain dots'];
  return [...errors, regexError("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", LABEL_1123, 'my-name', '123-abc')];
}

/** A subdomain of RFC 1123. */
export function dns1123Subdomain(text: string, unit: 'bytes' | 'characters' = 'characters'): string[] {
  const errors = tooLong(text, 253, unit);
  if (isSubdomain(text)) return errors;
  return [...errors, regexError("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character", SUBDOMAIN_1123, 'example.com')];
}

/** A label of RFC 1035. */
export function dns1035Label(text: string): string[] {
  const errors = tooLong(text, 63, 'characters');
  if (label1035.test(text)) return errors;
  return [...errors, regexError("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character", LABEL_1035, 'my-name', 'abc-123')];
}

const QUALIFIED_MESSAGE = regexError("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED, 'MyName', 'my.name', '123-abc');

/** A label key: a name, after a subdomain and a slash if there is one. */
export function qualifiedName(text: string): string[] {
  const parts = text.split('/');
  if (parts.length > 2) return [`a valid label key ${QUALIFIED_MESSAGE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts[parts.length - 1] as string;
  const errors: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    errors.push(...(prefix === '' ? ['must be non-empty'] : dns1123Subdomain(prefix, 'bytes')).map((problem) => `prefix part ${problem}`));
  }
  errors.push(...(name === '' ? ['must be non-empty'] : tooLong(name, 63, 'bytes')).map((problem) => `name part ${problem}`));
  if (!isQualified(name)) errors.push(`name part ${QUALIFIED_MESSAGE}`);
  return errors;
}

/** The value of a label, which may be empty. */
export function labelValue(text: string): string[] {
  const errors = tooLong(text, 63, 'bytes');
  if (text === '' || isQualified(text)) return errors;
  return [...errors, regexError("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", LABEL_VALUE, 'MyValue', 'my_value', '12345')];
}

/**
 * The check for the beginning of a name that will be continued: a dash at the end is fine. As upstream, the dash and
 * the byte before it are replaced by an "a"; of a character of several bytes enough is left to be wrong.
 */
export const asPrefix = (check: (text: string) => string[]) => (text: string): string[] => {
  if (text.length < 2 || !text.endsWith('-')) return check(text);
  const kept = text.charCodeAt(text.length - 2) < 0x80 ? -2 : -1;
  return check(`${text.slice(0, kept)}a`);
};
