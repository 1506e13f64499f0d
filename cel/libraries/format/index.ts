/**
 * Named formats and their validation.
 *
 * Source: k8s.io/apiserver/pkg/cel/library/format.go (names, sizes of patterns for the price) and cost.go.
 */
import { fn, type Library, method } from '../../library.ts';
import { listOf, opaque, optionalOf, STRING } from '../../types.ts';
import { type CelValue, Opaque, Optional } from '../../values.ts';
import { REGEX, sizeOf, TRAVERSAL } from '../shared/cost.ts';
import { urlProblem } from '../url/index.ts';
import { asPrefix, dns1035Label, dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from './names.ts';
import { isBase64, isDate, isDateTime, isUuid } from './times.ts';

type Check = (text: string) => string[];

/** `kubernetes.NamedFormat` */
export class NamedFormat extends Opaque {
  override readonly typeName = 'kubernetes.NamedFormat';
  readonly name: string;
  readonly check: Check;
  /** Characters of the pattern that upstream charges for. */
  readonly patternSize: number;
  constructor(name: string, patternSize: number, check: Check) {
    super();
    this.name = name;
    this.check = check;
    this.patternSize = patternSize;
  }
  override equals(other: Opaque): boolean { return other instanceof NamedFormat && other.name === this.name; }
}

const unless = (is: (text: string) => boolean, message: string): Check => (text) => (is(text) ? [] : [message]);

function uri(text: string): string[] {
  const problem = urlProblem(text);
  return problem === undefined ? [] : [problem];
}

const FORMATS: ReadonlyMap<string, NamedFormat> = new Map(([
  ['dns1123Label', 30, dns1123Label],
  ['dns1123Subdomain', 60, (text: string) => dns1123Subdomain(text)],
  ['dns1035Label', 30, dns1035Label],
  ['qualifiedName', 60, qualifiedName],
  ['dns1123LabelPrefix', 30, asPrefix(dns1123Label)],
  ['dns1123SubdomainPrefix', 60, asPrefix((text) => dns1123Subdomain(text))],
  ['dns1035LabelPrefix', 30, asPrefix(dns1035Label)],
  ['labelValue', 40, labelValue],
  ['uri', 1103, uri],
  ['uuid', 70, unless(isUuid, 'does not match the UUID format')],
  ['byte', 84, unless(isBase64, 'invalid base64')],
  ['date', 71, unless(isDate, 'invalid date')],
  ['datetime', 71, unless(isDateTime, 'invalid datetime')],
] as const).map(([name, size, check]) => [name, new NamedFormat(name, size, check)]));

const FORMAT_TYPE = opaque('kubernetes.NamedFormat');

/** What is wrong with a text, none where it has the format. */
function validate(format: NamedFormat, text: string): Optional {
  const problems = format.check(text);
  return problems.length === 0 ? Optional.NONE : Optional.of(problems);
}

const validateCost = ([format, text]: readonly CelValue[]): number =>
  Math.ceil((1 + sizeOf(text)) * TRAVERSAL) * Math.ceil((format as NamedFormat).patternSize * REGEX);

export const formatLibrary: Library = {
  name: 'kubernetes.format',
  functions: [
    {
      name: 'format.named',
      overloads: [fn('format-named', [STRING], optionalOf(FORMAT_TYPE), (name) => {
        const format = FORMATS.get(name as string);
        return format === undefined ? Optional.NONE : Optional.of(format);
      })],
    },
    {
      name: 'validate',
      overloads: [method('format-validate', [FORMAT_TYPE, STRING], optionalOf(listOf(STRING)),
        (format, text) => validate(format as NamedFormat, text as string), validateCost)],
    },
    ...[...FORMATS].map(([name, format]) => ({
      name: `format.${name}`,
      overloads: [fn(`format.${name}`, [], FORMAT_TYPE, () => format)],
    })),
  ],
};
