/** The console: its built files, and its page for every address that is a deep link into it. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NONCE_META } from '#contract/console-page.ts';
import { newNonce, sendPage } from './headers.ts';
import { Refusal } from './problem.ts';

const YEAR_S = 31_536_000;
/** Files of the build that carry a hash of their content in the name. */
const HASHED = /^assets\/.*-[A-Za-z0-9_-]{8,}\.\w+(\.map)?$/;

export async function registerConsole(app: FastifyInstance, dir: string): Promise<void> {
  await app.register(fastifyStatic, { serve: false });
  app.get('/*', { config: { access: 'open', label: 'console' } }, async (request, reply) => {
    const path = filePath(request);
    if (path !== '' && path !== 'index.html' && (await isFile(join(dir, path)))) return sendAsset(reply, path, dir);
    if (!wantsPage(request)) throw new Refusal('not-found', `there is no file ${request.url.slice(0, 200)}`);
    return await sendConsolePage(reply, dir);
  });
}

/** Path below the console's folder; what could leave it is empty. @fastify/static checks again. */
function filePath(request: FastifyRequest): string {
  const path = (request.params as { '*'?: string })['*'] ?? '';
  return path.includes('\0') || path.split(/[/\\]/).some((step) => step === '..' || step.startsWith('.')) ? '' : path;
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') return null;
    throw error;
  });
  return found?.isFile() === true;
}

function sendAsset(reply: FastifyReply, path: string, dir: string): FastifyReply {
  const caching = HASHED.test(path) ? { maxAge: YEAR_S * 1000, immutable: true } : { maxAge: 0 };
  return reply.sendFile(path, dir, caching);
}

/** A person who opens a link in a browser, not a script that asks for a file that is not there. */
const wantsPage = (request: FastifyRequest): boolean => request.headers.accept?.includes('text/html') === true;

async function sendConsolePage(reply: FastifyReply, dir: string): Promise<FastifyReply> {
  const nonce = newNonce();
  const html = await readFile(join(dir, 'index.html'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (html === null) return sendPage(reply, notBuilt(nonce), nonce, { status: 503 });
  return sendPage(reply, html.replace(/<head[^>]*>/i, (head) => `${head}\n    <meta property="${NONCE_META}" nonce="${nonce}">`), nonce);
}

const notBuilt = (nonce: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Breakwater</title>
<style nonce="${nonce}">body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em } code { background: #8883; padding: .1em .3em }</style></head>
<body><h1>The console is not built</h1>
<p>The control plane runs, but the files of its console are not there. Build them in the checkout and reload this page:</p>
<p><code>npm run build --workspace apps/console</code></p>
<p>The API answers meanwhile; it is described at <a href="/api/openapi.json">/api/openapi.json</a> for whoever is signed in.</p></body></html>
`;
