import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version of the program, from package.json. */
export function version(): string {
  const { version: text } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
  return text;
}
