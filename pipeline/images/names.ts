/** Under which name an image is looked up. */
import type { ImageUse } from '#core/image-facts.ts';
import { parseReference, type Reference, referenceText } from '#core/references.ts';
import { messageOf } from '#core/result.ts';

/** Digest where one is known, then that of the configuration, otherwise `host/repository:tag`; what is no name of an image stands for itself. */
export function lookupName({ reference, digest, config }: ImageUse): string {
  if (digest !== null) return digest;
  if (config !== null) return configName(config);
  const parsed = parsedReference(reference);
  return typeof parsed === 'string' ? reference : parsed.digest ?? referenceText(parsed);
}

/** The reason, for what is no name of an image. */
export function parsedReference(text: string): Reference | string {
  try {
    return parseReference(text);
  } catch (error) {
    return messageOf(error);
  }
}

/** The name of an image of which only the digest of its configuration is known. */
export const configName = (digest: string): string => `config:${digest}`;
export const isConfigName = (name: string): boolean => name.startsWith('config:sha');

export const isDigest = (name: string): boolean => /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/.test(name);

/** `host/repository:tag` without what may follow it, so that a digest can be put there. */
export const repositoryOf = ({ registry, repository }: Reference): string => `${registry}/${repository}`;
