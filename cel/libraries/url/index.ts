/** URLs. Source: k8s.io/apiserver/pkg/cel/library/urls.go, pkg/cel/url.go and cost.go. */
import { fn, type FunctionDeclaration, type Library, method, type Overload } from '../../library.ts';
import { BOOL, listOf, mapOf, opaque, STRING } from '../../types.ts';
import { CelError, type CelValue, Opaque } from '../../values.ts';
import { flat, walk } from '../shared/cost.ts';
import { percentEncode, UrlError } from './encoding.ts';
import { hostnameOf, portOf } from './host.ts';
import { parseRequestUri, parseUrl, type UrlParts } from './parse.ts';
import { parseQuery } from './query.ts';

/** `kubernetes.URL` */
export class Url extends Opaque {
  override readonly typeName = 'kubernetes.URL';
  readonly parts: UrlParts;
  constructor(parts: UrlParts) {
    super();
    this.parts = parts;
  }
  override equals(other: Opaque): boolean { return other instanceof Url && other.toString() === this.toString(); }
  /** The URL put together again. Source: Go net/url URL.String. */
  override toString(): string {
    const { scheme, opaque: rest, user, host, escapedPath, omitHost } = this.parts;
    let out = scheme === '' ? '' : `${scheme}:`;
    if (rest !== '') return out + rest + this.#tail();
    const authority = user !== undefined || host !== '';
    if ((scheme !== '' || authority) && !(omitHost && !authority) && (authority || escapedPath !== '')) out += '//';
    if (user !== undefined) out += `${user}@`;
    out += percentEncode(host, 'host');
    if (escapedPath !== '' && !escapedPath.startsWith('/') && host !== '') out += '/';
    return out + escapedPath + this.#tail();
  }
  #tail(): string {
    const { query, forceQuery, escapedFragment } = this.parts;
    return (forceQuery || query !== '' ? `?${query}` : '') + (escapedFragment === '' ? '' : `#${escapedFragment}`);
  }
}

export const URL_TYPE = opaque('kubernetes.URL');

/** Why a text is not a URL, undefined where it is one. */
export function urlProblem(text: string): string | undefined {
  try {
    parseRequestUri(text);
    return undefined;
  } catch (error) {
    if (error instanceof UrlError) return error.message;
    throw error;
  }
}

/** @throws CelError for what is not a URL. */
export function urlOf(text: string): Url {
  try {
    return new Url(parseUrl(text));
  } catch (error) {
    if (error instanceof UrlError) throw new CelError(`URL parse error during conversion from string: ${error.message}`);
    throw error;
  }
}

const declare = (name: string, ...overloads: Overload[]): FunctionDeclaration => ({ name, overloads });
const getter = (name: string, id: string, get: (parts: UrlParts) => string): FunctionDeclaration =>
  declare(name, method(id, [URL_TYPE], STRING, (url) => get((url as Url).parts)));
const once = (args: readonly CelValue[]): number => walk(args[0]);

export const urlLibrary: Library = {
  name: 'kubernetes.urls',
  functions: [
    declare('url', fn('string_to_url', [STRING], URL_TYPE, (text) => urlOf(text as string), once)),
    declare('isURL', fn('is_url_string', [STRING], BOOL, (text) => urlProblem(text as string) === undefined, once)),
    getter('getScheme', 'url_get_scheme', (parts) => parts.scheme),
    getter('getHost', 'url_get_host', (parts) => parts.host),
    getter('getHostname', 'url_get_hostname', (parts) => hostnameOf(parts.host)),
    getter('getPort', 'url_get_port', (parts) => portOf(parts.host)),
    getter('getEscapedPath', 'url_get_escaped_path', (parts) => parts.escapedPath),
    declare('getQuery', method('url_get_query', [URL_TYPE], mapOf(STRING, listOf(STRING)), (url) => parseQuery((url as Url).parts.query),
      ([url]) => flat(1, walk((url as Url).parts.query)))),
  ],
};
