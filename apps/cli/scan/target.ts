/** What a scan is about, from the text on the command line. */
import { existsSync } from 'node:fs';
import { ProblemError } from '#core/result.ts';

const KINDS = ['docker-archive', 'oci-archive', 'oci-dir', 'rootfs', 'dir', 'file', 'sbom', 'containerd', 'registry'] as const;
export type TargetKind = (typeof KINDS)[number];
export interface Target { readonly kind: TargetKind; readonly value: string }

/** @throws ProblemError `scan.target` */
export function parseTarget(text: string): Target {
  const colon = text.indexOf(':');
  const kind = KINDS.find((each) => each === text.slice(0, Math.max(0, colon)));
  const value = kind === undefined ? text : text.slice(colon + 1);
  if (value === '') throw new ProblemError('scan.target', `${text}: nothing follows the colon; name a file, a folder or a reference`);
  if (kind !== undefined) return { kind, value };
  // A path without its kind could be several things, and as a reference it would go to the network.
  if (/^[./~]/.test(text) || existsSync(text)) throw new ProblemError('scan.target', `${text}: say what it is: docker-archive:, oci-archive:, oci-dir:, rootfs:, dir:, file: or sbom: before the path`);
  return { kind: 'registry', value };
}
