import { describe, expect, test } from 'vitest';
import { detectOperatingSystem } from './index.ts';

const detect = (files: Record<string, string>) => detectOperatingSystem((path) => files[path]);
const release = (id: string, version: string, more = ''): string => `NAME="A name"\nID=${id}\nVERSION_ID="${version}"\n${more}`;

describe('found', () => {
  test.each([
    ['debian', '12', 'Debian:12'], ['ubuntu', '22.04', 'Ubuntu:22.04:LTS'], ['ubuntu', '23.10', 'Ubuntu:23.10'], ['alpine', '3.19.1', 'Alpine:v3.19'],
    ['alpine', '3.21_alpha20240923', 'Alpine:edge'], ['almalinux', '9.4', 'AlmaLinux:9'], ['rocky', '9.3', 'Rocky Linux:9'], ['rhel', '8.10', 'Red Hat:enterprise_linux:8'],
    ['wolfi', '20230201', 'Wolfi'], ['chainguard', '20230214', 'Chainguard'], ['photon', '5.0', 'Photon OS:5.0'], ['mageia', '9', 'Mageia:9'],
    ['opensuse-leap', '15.6', 'openSUSE:Leap 15.6'], ['opensuse-tumbleweed', '20240901', 'openSUSE:Tumbleweed'], ['sles', '15.5', 'SUSE:Linux Enterprise Server 15 SP5'],
    ['azurelinux', '3.0', 'Azure Linux:3'], ['amzn', '2023', ''], ['fedora', '40', ''], ['arch', '20240901', ''],
  ])('%s %s is %s', (id, version, ecosystem) => {
    expect(detect({ 'etc/os-release': release(id, version) })).toMatchObject({ id, version, ecosystem });
  });
  test("Debian before its release is known by its name", () => {
    expect(detect({ 'usr/lib/os-release': 'ID=debian\nPRETTY_NAME="Debian GNU/Linux trixie/sid"\n', 'etc/debian_version': 'trixie/sid\n' })).toEqual({ id: 'debian', version: '13', name: 'Debian GNU/Linux trixie/sid', ecosystem: 'Debian:13' });
  });
  test('the long-term name of openEuler', () => {
    expect(detect({ 'etc/os-release': release('openEuler', '24.03', 'PRETTY_NAME="openEuler 24.03 (LTS-SP1)"') })?.ecosystem).toBe('openEuler:24.03-LTS-SP1');
  });
  test('files from before os-release', () => {
    expect(detect({ 'etc/alpine-release': '3.18.4\n' })?.ecosystem).toBe('Alpine:v3.18');
    expect(detect({ 'etc/debian_version': '11.6\n' })).toMatchObject({ id: 'debian', version: '11', ecosystem: 'Debian:11' });
    expect(detect({ 'etc/redhat-release': 'AlmaLinux release 8.9 (Midnight Oncilla)\n' })?.ecosystem).toBe('AlmaLinux:8');
  });
});

describe('quiet', () => {
  test('no file, an empty one, one without an id', () => {
    expect([detect({}), detect({ 'etc/os-release': '' }), detect({ 'etc/os-release': 'NAME=x\n' })]).toEqual([undefined, undefined, undefined]);
  });
  test('long garbage ends in time', () => {
    expect(detect({ 'etc/os-release': `A=${' '.repeat(1_000_000)}x\n${'='.repeat(1_000_000)}` })).toBeUndefined();
  });
});
