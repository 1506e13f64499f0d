/** `breakwater advisories compare ECOSYSTEM`: two versions a line in, their order a line out. */
import { lines } from '#adapters/advisories/lines.ts';
import { ProblemError } from '#core/result.ts';
import { ECOSYSTEM_NAMES, InvalidVersion, schemeOf, type VersionScheme } from '#domains/vulnerabilities/version-schemes/registry.ts';
import { EXIT, nearest } from '../exit.ts';
import { Output } from '../output.ts';

/** Two versions of the largest size, with room. */
const MAX_LINE = 256 * 1024;

/**
 * Answers every line (`a<TAB>b`) with `-1`, `0` or `1`, or with `error: ...`; a line is answered by one line.
 * @throws ProblemError `advisories.unknown-ecosystem`
 */
export async function compare(ecosystem: string, input: AsyncIterable<Uint8Array> = process.stdin, write?: (text: string) => Promise<void>): Promise<number> {
  const scheme = schemeOf(ecosystem);
  if (scheme === null) {
    const near = nearest(ecosystem.toLowerCase(), new Set(ECOSYSTEM_NAMES.map((name) => name.toLowerCase())));
    throw new ProblemError('advisories.unknown-ecosystem', `advisories compare ${ecosystem}: no such ecosystem; ${near.length > 0 ? `did you mean ${near.join(', ')}?` : `there are: ${ECOSYSTEM_NAMES.join(', ')}`}`);
  }
  const output = write === undefined ? await Output.open(undefined) : null;
  for await (const batch of lines(input, MAX_LINE)) {
    const text = batch.map((line) => `${answer(scheme, line.text)}\n`).join('');
    await (write ?? ((each: string): Promise<void> => output!.write(each)))(text);
  }
  await output?.finish();
  return EXIT.clean;
}

function answer(scheme: VersionScheme, line: string | null): string {
  if (line === null) return `error: the line is longer than ${MAX_LINE} bytes`;
  const tab = line.indexOf('\t');
  if (tab < 0) return 'error: the line has no tab between two versions';
  try {
    return String(scheme.compare(line.slice(0, tab), line.slice(tab + 1)));
  } catch (error) {
    if (error instanceof InvalidVersion) return `error: ${error.message.replaceAll(/[\r\n]/g, ' ')}`;
    throw error;
  }
}
