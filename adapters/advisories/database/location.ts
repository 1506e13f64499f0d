/** Where the database of advisories lies when nobody says otherwise. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** `$BREAKWATER_ADVISORIES`, or `advisories.db` in the data directory (`$BREAKWATER_DATA`, or the user's by the XDG Base Directory Specification). */
export function defaultDatabasePath(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const own = environment['BREAKWATER_ADVISORIES'];
  if (own !== undefined && own !== '') return own;
  const data = environment['BREAKWATER_DATA'], shared = environment['XDG_DATA_HOME'];
  if (data !== undefined && data !== '') return join(data, 'advisories.db');
  return join(shared !== undefined && isAbsolute(shared) ? shared : join(homedir(), '.local/share'), 'breakwater', 'advisories.db');
}
