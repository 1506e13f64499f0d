/** Help for whoever cannot sign in any more: works on the database itself, while the control plane is stopped. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '#adapters/storage/database.ts';
import { createIdentityStore } from '#adapters/storage/identity/index.ts';
import { ProblemError } from '#core/result.ts';
import { dataDirectory } from './data-directory.ts';
import { hashPassword, randomPassword } from './identity/passwords.ts';

export { dataDirectory };

export interface ResetOptions { readonly name: string; readonly data?: string | undefined }

/**
 * Gives a user a new random password, which is in the answer only, enables the user and ends all sessions of it.
 * Throws ProblemError: `no-database`, `not-found` (with the names that there are), `data-dir-in-use`.
 */
export async function resetPassword(options: ResetOptions): Promise<{ readonly name: string; readonly password: string }> {
  const dataDir = dataDirectory(options.data);
  if (!existsSync(join(dataDir, 'breakwater.db'))) throw new ProblemError('no-database', `there is no Breakwater database in ${dataDir}: name its directory with --data`);
  const database = await openDatabase(dataDir);
  try {
    const store = createIdentityStore(database);
    const user = await store.userByName(options.name);
    if (user === undefined) {
      const { rows, total } = await store.users(null, 20);
      throw new ProblemError('not-found', `there is no user ${options.name} in ${dataDir}; there are: ${rows.map((row) => row.name).join(', ')}${total > rows.length ? `, and ${total - rows.length} more` : ''}`);
    }
    const password = randomPassword();
    await store.changeUser(user.id, { passwordHash: await hashPassword(password), mustChangePassword: true, disabled: false }, 'all');
    return { name: user.name, password };
  } finally {
    await database.close();
  }
}
