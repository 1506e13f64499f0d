/** What the rpm images hold: source packages and the packages built from them, with what is awkward about real ones. */

interface Built { readonly name: string; readonly files?: Readonly<Record<string, string>>; /** A folder with so many empty files. */ readonly many?: number }
export interface RpmSource {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch?: number;
  readonly arch?: 'noarch';
  readonly packages: readonly Built[];
}

const RELEASE = 'NAME="AlmaLinux"\nID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\nPRETTY_NAME="AlmaLinux 9.4"\n';
const SITE = '/usr/lib/python3.9/site-packages';
const plain = (name: string, version: string, release: string, epoch?: number): RpmSource => ({ name, version, release, ...(epoch === undefined ? {} : { epoch }), packages: [{ name, files: { [`/usr/share/doc/${name}/README`]: `${name}\n` } }] });

export const SOURCES: readonly RpmSource[] = [
  { name: 'almalinux-release', version: '9.4', release: '1.el9', arch: 'noarch', packages: [{ name: 'almalinux-release', files: { '/etc/os-release': RELEASE, '/usr/lib/os-release': RELEASE } }] },
  // An epoch, and packages whose names are not that of their source.
  { name: 'openssl', version: '3.0.1', release: '41.el9', epoch: 1, packages: [{ name: 'openssl' }, { name: 'openssl-libs', files: { '/usr/lib64/engines-3/padlock.so': '' } }] },
  { name: 'vim', version: '8.2.2637', release: '16.el9_0.2', epoch: 2, packages: [{ name: 'vim-minimal' }, { name: 'vim-filesystem' }] },
  // An epoch of zero is no epoch.
  plain('dbus-broker', '28', '5.el9', 0),
  plain('bash', '5.1.8', '6.el9_1'), plain('zlib', '1.2.11', '34.el9'), plain('expat', '2.4.9', '1.el9_1.1'),
  { name: 'curl', version: '7.76.1', release: '19.el9_1.1', packages: [{ name: 'curl' }, { name: 'libcurl' }] },
  // Tilde and caret.
  plain('podman', '4.6.1~rc1', '0.3.el9'), plain('toolbox', '0.0.99.4^20230907git5ac8bd6', '2.el9'),
  // Two versions side by side, as kernels are.
  { name: 'kernel', version: '5.14.0', release: '362.8.1.el9_3', packages: [{ name: 'kernel-core', files: { '/boot/vmlinuz-362.8.1': '' } }] },
  { name: 'kernel', version: '5.14.0', release: '427.13.1.el9_4', packages: [{ name: 'kernel-core', files: { '/boot/vmlinuz-427.13.1': '' } }] },
  // A header that does not fit on a page.
  { name: 'glibc', version: '2.34', release: '60.el9', packages: [{ name: 'glibc', many: 3000 }, { name: 'glibc-common' }] },
  // The Python package is the system's: told once, as the system's.
  { name: 'python-requests', version: '2.25.1', release: '6.el9', arch: 'noarch', packages: [{ name: 'python3-requests', files: { [`${SITE}/requests-2.25.1.dist-info/METADATA`]: 'Metadata-Version: 2.1\nName: requests\nVersion: 2.25.1\n', [`${SITE}/requests/__init__.py`]: '' } }] },
];

/** The spec file, https://rpm-software-management.github.io/rpm/manual/spec.html. */
export function specOf({ name, version, release, epoch, arch, packages }: RpmSource): string {
  const own = packages.find((each) => each.name === name), others = packages.filter((each) => each !== own);
  const script = packages.flatMap(({ files, many, name: each }) => [
    ...Object.entries(files ?? {}).map(([path, content]) => `install -D -m 644 /dev/stdin "%{buildroot}${path}" <<'END'\n${content}END`),
    ...(many === undefined ? [] : [`mkdir -p %{buildroot}/usr/share/${each}`, `for i in $(seq ${many}); do : > %{buildroot}/usr/share/${each}/file-$i; done`]),
  ]);
  const list = ({ files, many, name: each }: Built): string => `%files -n ${each}\n${[...Object.keys(files ?? {}), ...(many === undefined ? [] : [`/usr/share/${each}`])].join('\n')}\n`;
  return [
    '%global debug_package %{nil}', '%global __os_install_post %{nil}', '%global _build_id_links none',
    `Name: ${name}`, ...(epoch === undefined ? [] : [`Epoch: ${epoch}`]), `Version: ${version}`, `Release: ${release}`, 'Summary: Made for tests', 'License: MIT', ...(arch === undefined ? [] : [`BuildArch: ${arch}`]), 'AutoReqProv: no',
    '%description', 'Made for tests.', ...others.flatMap((each) => [`%package -n ${each.name}`, 'Summary: Made for tests', 'AutoReqProv: no', `%description -n ${each.name}`, 'Made for tests.']),
    '%install', ...script, ...packages.map(list), '',
  ].join('\n');
}
