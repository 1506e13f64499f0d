/** What the parts of the kubeconfig reader share. */

export interface KubeconfigOptions {
  /** Default: the kubeconfig's `current-context`, or its only context. */
  readonly context?: string;
  /** Allow `exec` plug-ins: runs the command that the kubeconfig names, with the rights of this process. Default false. */
  readonly allowExec?: boolean;
  /** Allow paths (`client-certificate`, `client-key`, `certificate-authority`, `tokenFile`): reads files of this machine. Default false. */
  readonly allowFiles?: boolean;
  /** Allow `insecure-skip-tls-verify`. Default false. */
  readonly allowInsecureTls?: boolean;
  /** Folder that relative paths begin at: that of the kubeconfig. */
  readonly baseDir?: string;
}

/** A mistake in a kubeconfig; carried to the boundary of this folder. */
export class KubeconfigMistake extends Error {
  override readonly name = 'KubeconfigMistake';
}

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text field; undefined where it is absent, empty or null. */
export function text(fields: Fields, key: string, where: string): string | undefined {
  const value = fields[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new KubeconfigMistake(`${where}: ${key} must be text`);
  return value;
}
