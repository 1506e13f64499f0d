/**
 * URLs as Go reads them.
 *
 * Source: Go net/url (ParseRequestURI, Parse). Kubernetes asks ParseRequestURI whether a text is a URL, and takes the
 * parts from Parse, which knows fragments (k8s.io/apiserver/pkg/cel/library/urls.go).
 */
import { goQuote } from '../strings/quote.ts';
import { normalized, reencoded, UrlError } from './encoding.ts';
import { parseHost } from './host.ts';

export interface UrlParts {
  readonly scheme: string;
  /** What follows the scheme where it does not begin with a slash, such as the address of `mailto:`. */
  readonly opaque: string;
  /** As it is written before the `@`, decoded and encoded again; undefined where there is none. */
  readonly user: string | undefined;
  readonly host: string;
  readonly escapedPath: string;
  readonly query: string;
  readonly forceQuery: boolean;
  readonly omitHost: boolean;
  readonly escapedFragment: string;
}

/** @throws UrlError for what is neither an absolute URI nor an absolute path. The message is the one of Go. */
export function parseRequestUri(text: string): UrlParts {
  return named(text, () => parse(text, true));
}

/** The parts of a text that {@link parseRequestUri} takes, fragment apart. @throws UrlError */
export function parseUrl(text: string): UrlParts {
  parseRequestUri(text);
  const hash = text.indexOf('#');
  const before = hash < 0 ? text : text.slice(0, hash);
  const parts = named(before, () => parse(before, false));
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  if (fragment === '') return parts;
  return named(text, () => ({ ...parts, escapedFragment: normalized(fragment, 'fragment') }));
}

function named<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UrlError) throw new UrlError(`parse ${goQuote(text)}: ${error.message}`);
    throw error;
  }
}

const EMPTY: UrlParts = {
  scheme: '', opaque: '', user: undefined, host: '', escapedPath: '', query: '', forceQuery: false, omitHost: false, escapedFragment: '',
};

function parse(text: string, viaRequest: boolean): UrlParts {
  if (hasControlCharacter(text)) throw new UrlError('net/url: invalid control character in URL');
  if (text === '' && viaRequest) throw new UrlError('empty url');
  if (text === '*') return { ...EMPTY, escapedPath: '*' };
  const [scheme, afterScheme] = cutScheme(text);
  const mark = afterScheme.indexOf('?');
  const rest = mark < 0 ? afterScheme : afterScheme.slice(0, mark);
  const base = { ...EMPTY, scheme, query: mark < 0 ? '' : afterScheme.slice(mark + 1), forceQuery: mark >= 0 && mark === afterScheme.length - 1 };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...base, opaque: rest };
    if (viaRequest) throw new UrlError('invalid URI for request');
    if ((rest.split('/')[0] as string).includes(':')) throw new UrlError('first path segment in URL cannot contain colon');
  }
  if (rest.startsWith('//') && (scheme !== '' || (!viaRequest && !rest.startsWith('///')))) {
    const slash = rest.indexOf('/', 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    return withPath({ ...base, ...parseAuthority(scheme, authority) }, slash < 0 ? '' : rest.slice(slash));
  }
  return withPath({ ...base, omitHost: scheme !== '' && rest.startsWith('/') }, rest);
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20 || text.charCodeAt(i) === 0x7f) return true;
  return false;
}

const withPath = (parts: UrlParts, path: string): UrlParts => ({ ...parts, escapedPath: normalized(path, 'path') });

/** Scheme in lower case, and what follows it. */
function cutScheme(text: string): readonly [string, string] {
  if (text.startsWith(':')) throw new UrlError('missing protocol scheme');
  const match = /^([A-Za-z][A-Za-z0-9+\-.]*):/.exec(text);
  return match === null ? ['', text] : [(match[1] as string).toLowerCase(), text.slice(match[0].length)];
}

function parseAuthority(scheme: string, authority: string): { user: string | undefined; host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const written = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(written)) throw new UrlError('net/url: invalid userinfo');
  const colon = written.indexOf(':');
  const again = (part: string): string => reencoded(part, 'userPassword');
  const user = colon < 0 ? again(written) : `${again(written.slice(0, colon))}:${again(written.slice(colon + 1))}`;
  return { user, host };
}
