/**
 * What tells a package from others first, and what stands before it: `log4j-core` of `org.apache.logging.log4j`,
 * `crypto` of `golang.org/x`, `docker/v2` of `github.com/docker`. npm scopes are part of the name.
 */
export function splitPackageName(name: string): { readonly own: string; readonly before: string } {
  const colon = name.lastIndexOf(':');
  if (colon > 0 && colon < name.length - 1) return { own: name.slice(colon + 1), before: name.slice(0, colon) };
  const found = name.startsWith('@') ? null : /^(.+?)\/([^/]+(?:\/v\d+)?)$/.exec(name);
  return found === null || /^v\d+$/.test(found[2]!) ? { own: name, before: '' } : { own: found[2]!, before: found[1]! };
}
