/** Where the control plane keeps its data when nobody says otherwise. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** `--data`, or $BREAKWATER_DATA, or the user's data folder (XDG Base Directory Specification). */
export function dataDirectory(option: string | undefined, environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const chosen = option ?? environment['BREAKWATER_DATA'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const base = environment['XDG_DATA_HOME'];
  return join(base?.startsWith('/') === true ? base : join(homedir(), '.local', 'share'), 'breakwater');
}
