/**
 * The name of a release as OSV records use it: https://ossf.github.io/osv-schema/#defined-ecosystems. '' where no
 * ecosystem is defined for the distribution: its packages are then listed, and their vulnerabilities not assessed.
 */
interface Facts { readonly id: string; readonly version: string; readonly codename: string; readonly name: string }

const DEBIAN: Readonly<Record<string, string>> = { squeeze: '6', wheezy: '7', jessie: '8', stretch: '9', buster: '10', bullseye: '11', bookworm: '12', trixie: '13', forky: '14', duke: '15' };

const major = (version: string): string => version.split('.', 1)[0]!;
const prefixed = (name: string, release: string): string => (release === '' ? '' : `${name}:${release}`);

/** Debian's testing and unstable carry no version, only "trixie/sid". */
export const debianRelease = (version: string, codename: string): string => (/^\d/.test(version) ? major(version) : DEBIAN[codename.split('/', 1)[0]!] ?? '');

/** Long-term releases come out every second April. */
const ubuntu = (version: string): string => {
  const [year, month] = version.split('.');
  if (month === undefined) return '';
  return prefixed('Ubuntu', `${year}.${month}${month === '04' && Number(year) % 2 === 0 ? ':LTS' : ''}`);
};

const alpine = (version: string): string => {
  const match = /^v?(\d+\.\d+)/.exec(version);
  return /_|edge/.test(version) ? 'Alpine:edge' : match === null ? '' : `Alpine:v${match[1]}`;
};

const suse = (version: string, product: string): string => {
  const [main, pack] = version.split('.');
  return prefixed('SUSE', version === '' ? '' : `${product} ${main}${pack === undefined || pack === '0' ? '' : ` SP${pack}`}`);
};

const RULES: Readonly<Record<string, (facts: Facts) => string>> = {
  debian: (f) => prefixed('Debian', debianRelease(f.version, f.codename)),
  ubuntu: (f) => ubuntu(f.version),
  alpine: (f) => alpine(f.version),
  almalinux: (f) => prefixed('AlmaLinux', major(f.version)),
  rocky: (f) => prefixed('Rocky Linux', major(f.version)),
  rhel: (f) => prefixed('Red Hat:enterprise_linux', major(f.version)),
  wolfi: () => 'Wolfi',
  chainguard: () => 'Chainguard',
  photon: (f) => prefixed('Photon OS', f.version),
  mageia: (f) => prefixed('Mageia', major(f.version)),
  'opensuse-leap': (f) => prefixed('openSUSE', f.version === '' ? '' : `Leap ${f.version}`),
  'opensuse-tumbleweed': () => 'openSUSE:Tumbleweed',
  sles: (f) => suse(f.version, 'Linux Enterprise Server'),
  sled: (f) => suse(f.version, 'Linux Enterprise Desktop'),
  sle_hpc: (f) => suse(f.version, 'Linux Enterprise High Performance Computing'),
  azurelinux: (f) => prefixed('Azure Linux', major(f.version)),
  mariner: (f) => prefixed('Azure Linux', major(f.version)),
  openeuler: (f) => prefixed('openEuler', f.name.replace(/^.*?(\d[\d.]*)\s*(?:\((LTS[^)]*)\))?.*$/, (_, version: string, lts?: string) => `${version}${lts === undefined ? '' : `-${lts}`}`)),
  alpaquita: (f) => prefixed('Alpaquita', f.version),
  bellsoft: (f) => prefixed('BellSoft Hardened Containers', f.version),
  minimos: () => 'MinimOS',
  echo: () => 'Echo',
};

export const ecosystemOf = (facts: Facts): string => RULES[facts.id]?.(facts) ?? '';
