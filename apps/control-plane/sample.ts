/** The sample environment: the manifests of `samples/shop`, read as a user's folder would be. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { messageOf, ProblemError } from '#core/result.ts';

export const SAMPLE_NAME = 'Sample shop';
const FOLDER = join(import.meta.dirname, '../../samples/shop');

/** All YAML files below, in a stable order, with paths as in `checkout/cart.yaml`. Throws ProblemError `no-sample`. */
export async function readSample(folder = FOLDER): Promise<{ path: string; content: string }[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name)).sort();
    if (files.length === 0) throw new Error('it holds no YAML files');
    return await Promise.all(files.map(async (file) => ({ path: relative(folder, file).split(sep).join('/'), content: await readFile(file, 'utf8') })));
  } catch (error) {
    throw new ProblemError('no-sample', `the sample in ${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
