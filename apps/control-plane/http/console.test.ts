import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/server.ts';

const PAGE = '<!doctype html>\n<html><head lang="en">\n<title>Console</title></head><body></body></html>';
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
let server: TestServer;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bw-console-'));
  writeFileSync(join(dir, 'secret.txt'), 'outside');
  const dist = join(dir, 'dist');
  mkdirSync(join(dist, 'assets'), { recursive: true });
  mkdirSync(join(dist, '.hidden'));
  writeFileSync(join(dist, 'index.html'), PAGE);
  writeFileSync(join(dist, 'favicon.svg'), '<svg/>');
  writeFileSync(join(dist, '.hidden', 'x.txt'), 'hidden');
  writeFileSync(join(dist, 'assets', 'index-Ab3_d-9Z.js'), `console.log(${JSON.stringify('x'.repeat(4000))})`);
  server = await startTestServer({ consoleDir: dist });
});
afterAll(async () => { await server.stop(); rmSync(dir, { recursive: true }); });

/** The path as it is, not as a URL parser would tidy it. */
const rawPath = (path: string, headers: Record<string, string> = HTML) => new Promise<{ status: number; body: string }>((resolve, reject) => {
  const { hostname, port } = new URL(server.url);
  request({ hostname, port, path, headers }, (response) => {
    let body = '';
    response.on('data', (part: Buffer) => { body += part.toString(); }).on('end', () => resolve({ status: response.statusCode ?? 0, body }));
  }).on('error', reject).end();
});

describe('console', () => {
  it.each(['/', '/index.html', '/recommendations', '/recommendations/some.policy?tab=unhealthy', '/inventory/a/b/c'])('gives its page at %s, with a nonce of its own', async (path) => {
    const [one, two] = [await server.fetch(path, { headers: HTML }), await server.fetch(path, { headers: HTML })];
    const nonces = [];
    for (const response of [one, two]) {
      expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
      const text = await response.text();
      const nonce = /<head lang="en">\n {4}<meta property="csp-nonce" nonce="([\w-]{24})">/.exec(text)?.[1] ?? '';
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      nonces.push(nonce);
    }
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('gives its page to people only, and only by GET', async () => {
    expect((await server.fetch('/recommendations', { headers: { accept: 'application/json' } })).status).toBe(404);
    expect((await server.fetch('/assets/gone-12345678.js', { headers: { accept: '*/*' } })).status).toBe(404);
    expect((await server.fetch('/recommendations', { method: 'POST', headers: HTML })).status).toBe(401);
    for (const path of ['/api', '/api/v1/nothing', '/ingest/v1/audit/x']) expect((await server.fetch(path, { headers: HTML })).status).toBe(401);
  });

  it('keeps hashed files for ever, compressed, and others not', async () => {
    const asset = await server.fetch('/assets/index-Ab3_d-9Z.js', { headers: { 'accept-encoding': 'br' } });
    expect([asset.status, asset.headers.get('cache-control'), asset.headers.get('content-encoding'), asset.headers.get('content-type')]).toEqual([200, 'public, max-age=31536000, immutable', 'br', expect.stringMatching(/^(text|application)\/javascript/)]);
    expect(await asset.text()).toContain('console.log');
    const icon = await server.fetch('/favicon.svg');
    expect([icon.status, icon.headers.get('cache-control')]).toEqual([200, 'public, max-age=0']);
    // Not by fetch: it adds cache-control: no-cache to a condition of one's own.
    expect((await rawPath('/favicon.svg', { 'if-none-match': icon.headers.get('etag') ?? '' })).status).toBe(304);
  });

  it('never leaves its folder', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '/assets/%2e%2e%2f%2e%2e%2fsecret.txt', '/..%5csecret.txt', '/.hidden/x.txt', '/%2ehidden/x.txt', '//etc/passwd', '/%00', '/favicon.svg%00.html', `/${'a/'.repeat(500)}`, `/${'a'.repeat(5000)}`, '/%c0%ae%c0%ae/secret.txt', '/%']) {
      const { status, body } = await rawPath(path);
      expect(body, path).not.toMatch(/outside|hidden|root:/);
      expect([200, 400, 404], path).toContain(status);
    }
  });

  it('says how to build it where it is not built', async () => {
    const bare = await startTestServer();
    const response = await bare.fetch('/', { headers: HTML });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build --workspace apps/console');
    await bare.stop();
  });
});

describe('welcome page', () => {
  it('exchanges the code of its fragment by its own script only', async () => {
    const response = await server.fetch('/welcome');
    const text = await response.text();
    const nonce = /<script nonce="([\w-]{24})">/.exec(text)?.[1] ?? '?';
    expect(response.headers.get('content-security-policy')).toContain(`script-src 'self' 'nonce-${nonce}'`);
    expect(text).toContain('/api/v1/session');
  });
});
