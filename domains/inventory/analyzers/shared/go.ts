import type { Entry } from './guard.ts';

/** A Go module. OSV records and comparisons leave out the `v` that every module version has; package URLs keep it. */
export const goEntry = (name: string, version: string): Entry => ({ name, version: version.replace(/^v(?=\d)/, ''), purl: { version } });

/** The standard library, named as the Go vulnerability database names it (https://go.dev/doc/security/vuln/database). */
export const stdlib = (version: string): Entry => ({ name: 'stdlib', version });
