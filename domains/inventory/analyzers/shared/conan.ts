import type { Entry } from './guard.ts';

/** `name/version[@user/channel][#revision][%time][:package]`: https://docs.conan.io/2/reference/conanfile/attributes.html. */
export function conanReference(text: string): Entry | undefined {
  const match = /^([^/@#:%\s]+)\/([^@#:%\s]+)(?:@([^/#:%\s]+)\/([^#:%\s]+))?/.exec(text);
  if (match === null) return undefined;
  const [, name, version, user, channel] = match as unknown as [string, string, string, string | undefined, string | undefined];
  return { name, version, ...(user === undefined || user === '_' ? {} : { purl: { namespace: user, qualifiers: { channel } } }) };
}
