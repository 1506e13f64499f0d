/**
 * Names of ecosystems and packages in one spelling, so that what an analyzer found meets what an advisory says.
 * Ecosystems: https://ossf.github.io/osv-schema/#defined-ecosystems.
 */
import { remembered } from './memo.ts';
import { withoutRelease } from './version-schemes/registry.ts';

/** How advisories of an operating system name packages; null: not an operating system. */
export type PackageNaming = 'source' | 'binary' | null;

const SOURCE_NAMED = new Set(['debian', 'ubuntu', 'alpine', 'wolfi', 'chainguard', 'alpaquita', 'bellsoft hardened containers', 'minimos', 'echo', 'docker hardened images', 'cleanstart', 'suse', 'opensuse', 'openeuler', 'mageia']);
const BINARY_NAMED = new Set(['almalinux', 'rocky linux', 'red hat', 'centos', 'fedora', 'amazon linux', 'oracle linux', 'photon os', 'azure linux', 'freebsd', 'root']);
/** Rolling: advisories have no release. */
const ROLLING = new Set(['wolfi', 'chainguard', 'echo', 'minimos', 'cleanstart', 'docker hardened images', 'freebsd']);

const base = (ecosystem: string): string => withoutRelease(ecosystem).toLowerCase();

export const namingOf = remembered((ecosystem: string): PackageNaming => {
  const name = base(ecosystem);
  return SOURCE_NAMED.has(name) ? 'source' : BINARY_NAMED.has(name) ? 'binary' : null;
});

/** Whether a package of this ecosystem can only be judged when its release is known. */
export const needsRelease = (ecosystem: string): boolean => namingOf(ecosystem) !== null && !ROLLING.has(base(ecosystem));

/** One spelling of `Debian:12.4`, `Alpine:3.19`, `Ubuntu:22.04:LTS`, `Red Hat:enterprise_linux:9::baseos`. */
export const canonicalEcosystem = remembered((ecosystem: string): string => {
  const name = base(ecosystem), release = ecosystem.slice(name.length + 1).toLowerCase();
  if (release === '') return name;
  if (name === 'alpine' || name === 'alpaquita') return `${name}:${release.replace(/^v/, '')}`;
  if (name === 'ubuntu') return `${name}:${release.replace(/:lts$/, '')}`;
  if (name === 'debian' || name === 'almalinux' || name === 'rocky linux' || name === 'centos') return `${name}:${release.replace(/^(\d+)\..*$/, '$1')}`;
  if (name === 'red hat') return `${name}:${redHatRelease(release)}`;
  return `${name}:${release}`;
});

/** CPE-like: product, version, edition, repository. Enterprise Linux is known by its major version; other products keep their name. */
function redHatRelease(release: string): string {
  const [product = '', version = ''] = release.split(':');
  if (product === 'enterprise_linux') return version.replace(/\..*$/, '');
  return /^\d/.test(product) ? product.replace(/\..*$/, '') : `${product}:${version}`;
}

/** Names that an ecosystem holds to be the same, in one spelling. */
export function canonicalName(ecosystem: string, name: string): string {
  switch (base(ecosystem)) {
    // PEP 503, "Normalized Names".
    case 'pypi': return name.toLowerCase().replace(/[-_.]+/g, '-');
    // Package ids are compared without regard to case: https://learn.microsoft.com/nuget/nuget-org/id-prefix-reservation.
    case 'nuget': case 'packagist': case 'hex': case 'pub': case 'github actions': return name.toLowerCase();
    case 'swifturl': return name.toLowerCase().replace(/^https?:\/\//, '').replace(/\.git$/, '');
    default: return name;
  }
}

