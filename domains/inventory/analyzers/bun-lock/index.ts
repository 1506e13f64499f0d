/** bun.lock, the text lock of Bun (https://bun.sh/docs/install/lockfile). The older binary bun.lockb is said to be unread. */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { baseName, named } from '../shared/paths.ts';
import { entries, type JsonObject, list, own, parseJsonc, string } from '../shared/structured.ts';

function read(lock: JsonObject): Entry[] {
  return entries(own(lock, 'packages')).flatMap(([key, item]) => {
    // The first element is `name@version`, `name@git+...`, `name@file:...` or, for a member of the project, `name@workspace:...`.
    const reference = string(list(item)[0]);
    const at = reference.indexOf('@', 1);
    if (at < 0) return damaged(`the entry ${key.slice(0, 80)} names no package`);
    const [name, stated] = [reference.slice(0, at), reference.slice(at + 1)];
    if (stated.startsWith('workspace:')) return [];
    return [{ name, version: /^\d/.test(stated) ? stated : '', purl: { qualifiers: { vcs_url: /^(?:git\+|github:)/.test(stated) ? stated : undefined } } }];
  });
}

export const analyzer = fileAnalyzer({ id: 'bun-lock', evidence: 'declared', purlType: 'npm', maxBytes: 16 * 1024 * 1024, wants: named('bun.lock', 'bun.lockb') }, (file, tools) => (
  baseName(file.path) === 'bun.lockb' ? damaged('is the binary lock of older versions of Bun, which is not read; `bun install --save-text-lockfile` writes bun.lock') : read(parseJsonc(tools.text(file.bytes)))
));
