/** What a version scheme is, and the error for text that is no version of it. */
export type Order = -1 | 0 | 1;

export interface VersionScheme {
  /** Folder name. */
  readonly id: string;
  /** The ecosystems that use it, as OSV names them (https://ossf.github.io/osv-schema/#affectedpackage-field), without release. */
  readonly ecosystems: readonly string[];
  /** Further names that people may type for the scheme. */
  readonly aliases?: readonly string[];
  /** Total order over all valid versions. @throws InvalidVersion */
  compare(a: string, b: string): Order;
  valid(version: string): boolean;
  /** One spelling for versions that are equal, where equal versions are commonly spelled differently in lists. */
  canonical?(version: string): string;
}

export class InvalidVersion extends Error {
  override readonly name = 'InvalidVersion';
  constructor(scheme: string, version: string, reason: string) {
    super(`"${version.length > 80 ? `${version.slice(0, 80)}...` : version}" is no ${scheme} version: ${reason}`);
  }
}

/** `compare` and `valid` of a scheme whose versions are checked first by `problem` (null: valid). */
export function checked(scheme: string, problem: (version: string) => string | null, order: (a: string, b: string) => number): Pick<VersionScheme, 'compare' | 'valid'> {
  const check = (version: string): void => {
    const reason = problem(version);
    if (reason !== null) throw new InvalidVersion(scheme, version, reason);
  };
  return {
    compare: (a, b) => { check(a); check(b); return sign(order(a, b)); },
    valid: (version) => problem(version) === null,
  };
}

export const sign = (order: number): Order => (order < 0 ? -1 : order > 0 ? 1 : 0);

/** Versions come from files of others: anything longer is no version. Every scheme is linear up to here. */
export const MAX_VERSION_LENGTH = 64 * 1024;

/** What no scheme takes: nothing at all, control characters, and more than the limit. */
export function commonProblem(version: string): string | null {
  if (version === '') return 'it is empty';
  if (version.length > MAX_VERSION_LENGTH) return `it is longer than ${MAX_VERSION_LENGTH} characters`;
  for (let i = 0; i < version.length; i++) {
    const code = version.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return 'it contains a control character';
  }
  return null;
}
