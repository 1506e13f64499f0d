/** Commands that run the control plane or work on its database. The one place where an app starts another. */
import type { UpOptions } from '../control-plane/main.ts';
import { EXIT } from './exit.ts';

/** Runs until it is told to end (SIGINT, SIGTERM); the options are read there. */
export async function up(options: UpOptions): Promise<number> {
  const { main } = await import('../control-plane/main.ts');
  return main(options);
}

/** Gives a user a new password, printed once. */
export async function resetPassword(name: string, options: { readonly data?: string }): Promise<number> {
  const users = await import('../control-plane/users.ts');
  const { name: user, password } = await users.resetPassword({ name, data: options.data });
  process.stdout.write(`New password of ${user}: ${password}\nIt must be changed at the next sign-in. All sessions of ${user} have ended.\n`);
  return EXIT.clean;
}
