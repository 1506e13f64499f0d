/**
 * The page behind a welcome link. The one-time code is in the fragment, which browsers do not send: it is in no log, no
 * referrer and no proxy. The page's script exchanges it for a session by the same route that people sign in with.
 */
import type { FastifyInstance } from 'fastify';
import { PATHS, WELCOME_PATH } from '#contract/paths.ts';
import { newNonce, sendPage } from './headers.ts';

export function registerWelcome(app: FastifyInstance): void {
  app.get(WELCOME_PATH, { config: { access: 'open', label: 'welcome' } }, async (_request, reply) => {
    const nonce = newNonce();
    return sendPage(reply.header('x-robots-tag', 'noindex'), page(nonce), nonce, { script: true });
  });
}

const [METHOD, PATH] = PATHS.signIn;
const page = (nonce: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Breakwater</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style nonce="${nonce}">body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em }</style></head>
<body><p id="state" role="status">Signing in…</p>
<noscript><p>Signing in by this link needs JavaScript. <a href="/">Sign in with name and password</a> works the same.</p></noscript>
<script nonce="${nonce}">
const code = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
const show = (text) => {
  const state = document.getElementById('state');
  state.textContent = text + ' ';
  const link = document.createElement('a');
  link.href = '/';
  link.textContent = 'Open the console';
  state.append(link);
};
fetch('${PATH}', { method: '${METHOD}', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code: code || '-' }) })
  .then(async (response) => {
    if (response.ok || (await fetch('${PATH}')).ok) location.replace('/');
    else show('This link was used already or has expired.');
  })
  .catch(() => show('The control plane does not answer.'));
</script></body></html>
`;
