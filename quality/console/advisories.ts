/** Advisories of the made-up world: invented identifiers and texts about packages that exist. */
import type { Severity } from '#core/words.ts';
import { dice } from './world.ts';

export interface Advisory {
  readonly id: string; readonly aliases: readonly string[]; readonly summary: string;
  readonly package: string; readonly ecosystem: string; readonly purl: string; readonly installed: string; readonly fixed: string | null;
  readonly severity: Severity | null; readonly score: number | null; readonly knownExploited: boolean; readonly epss: number | null;
  readonly status: 'affected' | 'notAffected' | 'withdrawn'; readonly layer: number; readonly path: string;
}

type Line = readonly [name: string, ecosystem: string, installed: string, fixed: string, layer: number];
const PACKAGES: readonly Line[] = [
  ['openssl', 'Debian:12', '3.0.11-1~deb12u2', '3.0.15-1~deb12u1', 0], ['libssl3', 'Debian:12', '3.0.11-1~deb12u2', '3.0.15-1~deb12u1', 0], ['libc6', 'Debian:12', '2.36-9+deb12u3', '2.36-9+deb12u8', 0], ['zlib1g', 'Debian:12', '1:1.2.13.dfsg-1', '1:1.2.13.dfsg-1+deb12u1', 0],
  ['libxml2', 'Debian:12', '2.9.14+dfsg-1.3~deb12u1', '2.9.14+dfsg-1.3~deb12u2', 1], ['curl', 'Debian:12', '7.88.1-10+deb12u4', '7.88.1-10+deb12u8', 1], ['perl-base', 'Debian:12', '5.36.0-7', '5.36.0-7+deb12u1', 0], ['libsystemd0', 'Debian:12', '252.17-1~deb12u1', '252.31-1~deb12u1', 0],
  ['libgnutls30', 'Debian:12', '3.7.9-2', '3.7.9-2+deb12u3', 0], ['libexpat1', 'Debian:12', '2.5.0-1', '2.5.0-1+deb12u1', 1], ['libkrb5-3', 'Debian:12', '1.20.1-2', '1.20.1-2+deb12u2', 1], ['libsqlite3-0', 'Debian:12', '3.40.1-2', '3.40.1-2+deb12u1', 1], ['ncurses-base', 'Debian:12', '6.4-4', '6.4-4+deb12u1', 0],
  ['lodash', 'npm', '4.17.20', '4.17.21', 3], ['express', 'npm', '4.17.1', '4.19.2', 3], ['ws', 'npm', '7.4.2', '7.5.10', 3], ['follow-redirects', 'npm', '1.14.1', '1.15.6', 3], ['minimatch', 'npm', '3.0.4', '3.0.5', 3], ['semver', 'npm', '7.3.5', '7.5.2', 3], ['@babel/traverse', 'npm', '7.17.3', '7.23.2', 3],
  ['requests', 'PyPI', '2.25.1', '2.32.0', 3], ['urllib3', 'PyPI', '1.26.5', '1.26.18', 3], ['Jinja2', 'PyPI', '2.11.3', '3.1.4', 3], ['cryptography', 'PyPI', '38.0.4', '42.0.4', 3], ['Django', 'PyPI', '3.2.12', '3.2.25', 3],
  ['stdlib', 'Go', '1.21.4', '1.21.11', 4], ['golang.org/x/net', 'Go', '0.17.0', '0.23.0', 4], ['golang.org/x/crypto', 'Go', '0.14.0', '0.17.0', 4], ['google.golang.org/grpc', 'Go', '1.56.1', '1.56.3', 4],
  ['org.springframework:spring-webmvc', 'Maven', '5.3.18', '5.3.34', 5], ['com.fasterxml.jackson.core:jackson-databind', 'Maven', '2.12.3', '2.12.7.1', 5], ['org.apache.logging.log4j:log4j-core', 'Maven', '2.14.1', '2.17.1', 5], ['io.netty:netty-codec-http2', 'Maven', '4.1.94.Final', '4.1.100.Final', 5],
];
const FLAWS = ['reads beyond the end of a buffer', 'writes beyond the end of a buffer', 'uses memory after it was freed', 'does not check the name in a certificate', 'takes time without bound', 'follows links out of the folder that it unpacks to', 'runs a command from a file name', 'resolves names that an attacker chooses', 'mixes up the answers of two requests', 'keeps a password in its log'];
const CAUSES = ['A crafted header', 'A long chain of certificates', 'An archive with nested folders', 'A regular expression with many groups', 'A message of negative length', 'A URL with a user in it', 'An unfinished handshake', 'A deeply nested document', 'A frame that is never closed'];
const PURL: Readonly<Record<string, string>> = { 'Debian:12': 'deb/debian', npm: 'npm', PyPI: 'pypi', Go: 'golang', Maven: 'maven' };
const PATHS: Readonly<Record<string, string>> = { 'Debian:12': 'var/lib/dpkg/status', npm: 'app/node_modules', PyPI: 'usr/lib/python3/dist-packages', Go: 'usr/local/bin/server', Maven: 'app/app.jar' };

/** Severity and score as one roll gives them: most are medium or low, some have neither. */
function severityOf(roll: number): readonly [Severity | null, number | null] {
  const steps: readonly (readonly [number, Severity | null, number | null])[] = [[0.05, 'critical', 9.8], [0.24, 'high', 7.5], [0.66, 'medium', 5.3], [0.92, 'low', 3.1], [0.95, 'informational', 0], [1, null, null]];
  const [, severity = null, score = null] = steps.find(([limit]) => roll <= limit) ?? [];
  return [severity, score];
}

function advisory(index: number, roll: () => number): Advisory {
  const [name, ecosystem, installed, fixed, layer] = PACKAGES[(index * 7) % PACKAGES.length] ?? (PACKAGES[0] as Line);
  const [severity, score] = severityOf(roll());
  const id = ecosystem === 'Debian:12' || index % 3 === 0 ? `CVE-2026-${21000 + index * 13}` : `GHSA-${(index * 7919 + 4096).toString(36).padStart(4, 'x')}-${(index * 104729 + 65536).toString(36).slice(-4)}-${(index * 1299709 + 99991).toString(36).slice(-4)}`;
  return {
    id, aliases: id.startsWith('GHSA') ? [`CVE-2026-${21000 + index * 13}`] : [], summary: `${CAUSES[index % CAUSES.length]} makes ${name} fail: it ${FLAWS[(index * 3) % FLAWS.length]}`,
    package: name, ecosystem, purl: `pkg:${PURL[ecosystem]}/${name.replace(':', '/')}@${installed}`, installed, fixed: roll() < 0.72 ? fixed : null,
    severity, score, knownExploited: (severity === 'critical' || severity === 'high') && roll() < 0.08, epss: roll() < 0.1 ? null : roll() ** 4,
    status: index % 23 === 7 ? 'notAffected' : index % 41 === 11 ? 'withdrawn' : 'affected', layer, path: PATHS[ecosystem] ?? '',
  };
}

const roll = dice(20260401);
export const ADVISORIES: readonly Advisory[] = Array.from({ length: 1000 }, (_, index) => advisory(index, roll));
export const PACKAGE_LINES = PACKAGES;
