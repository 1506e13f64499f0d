/**
 * Go modules: Semantic Versioning 2.0.0 with a leading `v` (https://go.dev/ref/mod#versions); `+incompatible` does not
 * count. Toolchain versions (https://go.dev/doc/toolchain#version) as Go's vulnerability database spells them: `go1.21rc2` is 1.21.0-rc.2.
 */
import { semanticScheme } from '../shared/semantic.ts';
import { endOfDigits, endOfLetters, isDigit } from '../shared/text.ts';

function rewrite(version: string): string {
  const from = version.startsWith('go') && isDigit(version.charCodeAt(2)) ? 2 : 0;
  let end = endOfDigits(version, from);
  if (end === from) return version;
  while (version.charCodeAt(end) === 0x2e && isDigit(version.charCodeAt(end + 1))) end = endOfDigits(version, end + 1);
  const letters = endOfLetters(version, end);
  if (letters === end) return from === 0 ? version : withoutToolchainSuffix(version.slice(from), end - from);
  const kind = version.slice(end, letters);
  const digits = endOfDigits(version, letters);
  if ((kind !== 'rc' && kind !== 'beta') || digits === letters) return version.slice(from);
  return `${version.slice(from, end)}-${kind}.${version.slice(letters, digits)}`;
}

/** `go1.22.1-custom` and `go1.22.1 X:experiment` are 1.22.1: the toolchain page says that a suffix does not change the order. */
const withoutToolchainSuffix = (version: string, end: number): string => (version[end] === '-' || version[end] === ' ' ? version.slice(0, end) : version);

export const scheme = semanticScheme({ id: 'go', ecosystems: ['Go'], aliases: ['golang'], rewrite });
