/** Which operating system a root file system holds, from the files in which distributions say so. */
import type { OperatingSystem } from '#core/packages.ts';
import { debianRelease, ecosystemOf } from './ecosystem.ts';
import { parseRelease } from './release.ts';

/** The files that `detectOperatingSystem` looks at, in its order. Each is a few lines of text. */
export const RELEASE_FILES = ['etc/os-release', 'usr/lib/os-release', 'etc/alpine-release', 'etc/debian_version', 'etc/redhat-release'] as const;

/** Names of the one-line files that came before os-release, as their first words say. */
const OLD_RED_HAT: readonly (readonly [RegExp, string])[] = [[/^AlmaLinux/i, 'almalinux'], [/^Rocky Linux/i, 'rocky'], [/^CentOS/i, 'centos'], [/^Red Hat/i, 'rhel'], [/^Fedora/i, 'fedora']];

function make(id: string, version: string, name: string, codename = ''): OperatingSystem {
  return { id, version, name, ecosystem: ecosystemOf({ id, version, codename, name }) };
}

function fromRelease(text: string, debianVersion: string): OperatingSystem | undefined {
  const release = parseRelease(text);
  const id = (release.get('ID') ?? '').toLowerCase();
  if (id === '') return undefined;
  const codename = release.get('VERSION_CODENAME') || (id === 'debian' ? debianVersion : '');
  const version = release.get('VERSION_ID') ?? '';
  // Debian before its release names no version.
  const known = version === '' && id === 'debian' ? debianRelease('', codename) : version;
  return make(id, known, release.get('PRETTY_NAME') ?? release.get('NAME') ?? id, codename);
}

/**
 * The operating system, or undefined where no file says. `read` gives the text of a file of the final root (symbolic
 * links followed inside the root), or undefined where there is none.
 */
export function detectOperatingSystem(read: (path: string) => string | undefined): OperatingSystem | undefined {
  const text = (path: string): string => (read(path) ?? '').trim().slice(0, 65536);
  const debian = text('etc/debian_version');
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const found = fromRelease(text(path), debian);
    if (found !== undefined) return found;
  }
  const alpine = text('etc/alpine-release');
  if (alpine !== '') return make('alpine', alpine, `Alpine Linux ${alpine}`);
  if (debian !== '') return make('debian', debianRelease(debian, debian) || debian, `Debian GNU/Linux ${debian}`, debian);
  const redhat = text('etc/redhat-release').split('\n', 1)[0]!;
  const id = OLD_RED_HAT.find(([pattern]) => pattern.test(redhat))?.[1];
  return id === undefined ? undefined : make(id, /release (\d[\d.]*)/.exec(redhat)?.[1] ?? '', redhat);
}
