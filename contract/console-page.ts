/**
 * What the control plane puts into the console's page. Its Content-Security-Policy allows a `<style>` element only with
 * the nonce of that page; the server writes `<meta property="csp-nonce" nonce="...">` into the head (the convention of
 * Vite). A library that makes style elements (Griffel: `createDOMRenderer(document, { styleElementAttributes: { nonce } })`)
 * must be given it.
 */
export const NONCE_META = 'csp-nonce';

/** The nonce of the page, or undefined where no server wrote one (the development server). */
export function styleNonce(document: { querySelector(selectors: string): unknown }): string | undefined {
  const meta = document.querySelector(`meta[property="${NONCE_META}"]`) as { readonly nonce?: string } | null;
  return meta?.nonce === undefined || meta.nonce === '' ? undefined : meta.nonce;
}
