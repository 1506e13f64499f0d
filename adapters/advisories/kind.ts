/** Which kind of file of advisories this is. */
import { createReadStream, statSync } from 'node:fs';
import { ProblemError } from '#core/result.ts';
import { unpacked } from './gunzip.ts';
import { isKev } from './kev/index.ts';

/** What is looked at of a file. */
const HEAD = 4096;

/** By name, and for JSON and CSV by how they begin. @throws ProblemError `advisories.unreadable` */
export async function kindOf(path: string): Promise<'osv' | 'kev' | 'epss'> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new ProblemError('advisories.unreadable', `${path}: no such file or directory`);
  if (stat.isDirectory() || path.endsWith('.zip')) return 'osv';
  if (/\.csv(?:\.gz)?$/.test(path)) return 'epss';
  return isKev(await headOf(path)) ? 'kev' : 'osv';
}

async function headOf(path: string): Promise<string> {
  const file = createReadStream(path, { end: 256 * 1024 });
  try {
    for await (const chunk of path.endsWith('.gz') ? unpacked(file, path, Number.MAX_SAFE_INTEGER) : file) return Buffer.from(chunk as Uint8Array).subarray(0, HEAD).toString('utf8');
    return '';
  } finally {
    file.destroy();
  }
}
