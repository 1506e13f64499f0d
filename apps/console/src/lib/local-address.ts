/** An address of this console, or the overview: an address taken from a link must never lead to another site. */
export function localAddress(wanted: string | undefined): string {
  if (wanted === undefined) return '/';
  const url = URL.parse(wanted, window.location.origin);
  if (url === null || url.origin !== window.location.origin || url.pathname.startsWith('/signin')) return '/';
  return url.pathname + url.search + url.hash;
}
