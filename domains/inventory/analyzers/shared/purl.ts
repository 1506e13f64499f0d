/**
 * Package URLs as https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst defines them, with the
 * rules of the types in its `types/` folder.
 */
export interface PurlParts {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string | undefined>>;
  readonly subpath?: string;
}

/** Percent-encoding of one component: all but unreserved characters and ':'. */
const encode = (text: string): string => (/^[\w.~:-]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%3A', ':'));
const segments = (path: string): string[] => path.split('/').filter((part) => part !== '');

/** The canonical text of a package URL: lower-case type, encoded parts, qualifiers in order of their keys, no empty parts. */
export function purl(parts: PurlParts): string {
  const namespace = segments(parts.namespace ?? '').map(encode).join('/');
  const qualifiers = Object.entries(parts.qualifiers ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '')
    .map(([key, value]) => `${key.toLowerCase()}=${encode(value)}`).sort().join('&');
  const subpath = segments(parts.subpath ?? '').filter((part) => part !== '.' && part !== '..').map(encode).join('/');
  return `pkg:${parts.type.toLowerCase()}/${namespace === '' ? '' : `${namespace}/`}${encode(parts.name)}`
    + `${(parts.version ?? '') === '' ? '' : `@${encode(parts.version!)}`}${qualifiers === '' ? '' : `?${qualifiers}`}${subpath === '' ? '' : `#${subpath}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A stray % is kept as it is: the text is still the best name there is.
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** The parts of a package URL; undefined where the text is none. */
export function parsePurl(text: string): (PurlParts & { readonly version: string; readonly qualifiers: Readonly<Record<string, string>> }) | undefined {
  if (!text.startsWith('pkg:') || text.length > 8192) return undefined;
  let rest = text.slice(4).replace(/^\/+/, '');
  const hash = rest.lastIndexOf('#');
  const subpath = hash < 0 ? '' : segments(rest.slice(hash + 1)).map(decode).join('/');
  if (hash >= 0) rest = rest.slice(0, hash);
  const question = rest.lastIndexOf('?');
  const qualifiers: Record<string, string> = Object.create(null) as Record<string, string>;
  if (question >= 0) {
    for (const pair of rest.slice(question + 1).split('&')) {
      const equals = pair.indexOf('=');
      if (equals > 0 && equals < pair.length - 1) qualifiers[pair.slice(0, equals).toLowerCase()] = decode(pair.slice(equals + 1));
    }
    rest = rest.slice(0, question);
  }
  const slash = rest.indexOf('/');
  if (slash <= 0) return undefined;
  const type = rest.slice(0, slash).toLowerCase();
  rest = rest.slice(slash + 1).replace(/\/+$/, '');
  const at = rest.lastIndexOf('@');
  // An @ that opens a segment is an unencoded scope, not a version.
  const versioned = at > 0 && rest[at - 1] !== '/';
  const version = versioned ? decode(rest.slice(at + 1)) : '';
  const path = segments(versioned ? rest.slice(0, at) : rest).map(decode);
  const name = path.pop();
  if (name === undefined || !/^[a-z][a-z0-9.+-]*$/.test(type)) return undefined;
  return { type, name, version, qualifiers, ...(path.length === 0 ? {} : { namespace: path.join('/') }), ...(subpath === '' ? {} : { subpath }) };
}

/** Name of a Python project as the index compares it (PEP 503). */
export const normalPython = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

const splitLast = (name: string, separator: string): { namespace?: string; name: string } => {
  const at = name.lastIndexOf(separator);
  return at < 0 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + separator.length) };
};

/** Namespace and name as the type wants them, from the one name that the ecosystem uses. */
export function purlName(type: string, name: string): { namespace?: string; name: string } {
  if (type === 'maven') return splitLast(name, ':');
  if (type === 'pypi') return { name: normalPython(name) };
  if (type === 'npm') return name.startsWith('@') ? splitLast(name, '/') : { name };
  if (type === 'golang' || type === 'composer' || type === 'swift') return splitLast(name, '/');
  return { name };
}

/** The one name that an ecosystem uses for the package, from the parts of its URL: the inverse of `purlName`. */
export function nameOf(parts: PurlParts): string {
  const { type, namespace, name } = parts;
  if (namespace === undefined) return name;
  if (type === 'maven') return `${namespace}:${name}`;
  if (type === 'npm' || type === 'golang' || type === 'composer' || type === 'swift') return `${namespace}/${name}`;
  return name;
}

/** Ecosystems that are not distributions, by purl type, named as in https://ossf.github.io/osv-schema/#defined-ecosystems. */
export const ECOSYSTEM_OF_TYPE: Readonly<Record<string, string>> = {
  npm: 'npm', pypi: 'PyPI', golang: 'Go', cargo: 'crates.io', maven: 'Maven', gem: 'RubyGems', composer: 'Packagist', nuget: 'NuGet',
  pub: 'Pub', hex: 'Hex', swift: 'SwiftURL', conan: 'ConanCenter', hackage: 'Hackage', cran: 'CRAN', bitnami: 'Bitnami', julia: 'Julia', opam: 'opam',
};

/** Types of packages of an operating system: their ecosystem is that of the image's release. */
export const SYSTEM_TYPES: ReadonlySet<string> = new Set(['deb', 'apk', 'rpm', 'alpm', 'ebuild', 'opkg']);
