/** What the two kinds of SBOM have in common: a package from its URL. */
import { ecosystemOf } from '../../operating-system/ecosystem.ts';
import type { Entry } from './guard.ts';
import { ECOSYSTEM_OF_TYPE, nameOf, parsePurl, SYSTEM_TYPES } from './purl.ts';

/** `distro=debian-12`, `distro=opensuse-leap-15.5`: id and version of the release that the package is from. */
function ecosystemOfDistro(distro: string, namespace: string): string {
  const at = distro.lastIndexOf('-');
  const [id, version] = at < 0 ? [namespace, distro] : [distro.slice(0, at), distro.slice(at + 1)];
  return ecosystemOf({ id, version, codename: distro, name: '' });
}

/** A component with a name, a version and perhaps a package URL. The URL says which ecosystem the name belongs to. */
export function sbomEntry(name: string, version: string, url: string, licenses: readonly string[]): Entry {
  const parts = parsePurl(url);
  if (parts === undefined) return { name, version, ecosystem: '', licenses };
  const { qualifiers } = parts;
  const plain = parts.version || version;
  const epoch = qualifiers['epoch'] === undefined || qualifiers['epoch'] === '0' || /^\d+:/.test(plain) ? '' : `${qualifiers['epoch']}:`;
  const full = parts.type === 'golang' ? plain.replace(/^v(?=\d)/, '') : `${epoch}${plain}`;
  const upstream = /^([^@]+?)(?:-[^-]+-[^-]+\.src\.rpm)?(?:@(.+))?$/.exec(qualifiers['upstream'] ?? '');
  return {
    name: nameOf(parts), version: full, statedPurl: url, licenses,
    ecosystem: SYSTEM_TYPES.has(parts.type) ? ecosystemOfDistro(qualifiers['distro'] ?? '', parts.namespace ?? '') : ECOSYSTEM_OF_TYPE[parts.type] ?? '',
    ...(qualifiers['arch'] === undefined ? {} : { architecture: qualifiers['arch'] }),
    ...(upstream === null || qualifiers['upstream'] === undefined ? {} : { source: { name: upstream[1]!, version: upstream[2] ?? full } }),
  };
}
