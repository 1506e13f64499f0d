/** Statements of vendors about vulnerabilities, from files. */
import { readFile, stat } from 'node:fs/promises';
import { readCsaf } from '#adapters/formats/csaf/index.ts';
import { readOpenVex } from '#adapters/formats/openvex/index.ts';
import { LIMITS } from '#core/limits.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { VexDocument, VexStatement } from '#core/scans.ts';

/** OpenVEX and CSAF documents, by what is in them. @throws ProblemError `vex.unreadable` */
export async function loadVex(files: readonly string[], warn: (message: string) => void): Promise<readonly VexStatement[]> {
  const statements: VexStatement[] = [];
  for (const file of files) {
    const { statements: own, problems } = await load(file);
    statements.push(...own);
    for (const problem of problems.slice(0, 20)) warn(`--vex ${file}: ${problem}`);
  }
  return statements;
}

async function load(file: string): Promise<VexDocument> {
  const unreadable = (reason: string): never => { throw new ProblemError('vex.unreadable', `--vex ${file}: ${reason}`); };
  const found = await stat(file).catch((error: unknown) => unreadable(`cannot be read: ${messageOf(error)}`));
  if (found.size > LIMITS.sbomBytes) unreadable(`${found.size} bytes are more than the ${LIMITS.sbomBytes} that are read`);
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return unreadable(`is not valid JSON: ${messageOf(error)}`);
  }
  return readOpenVex(document) ?? readCsaf(document) ?? unreadable('is neither an OpenVEX nor a CSAF VEX document');
}
