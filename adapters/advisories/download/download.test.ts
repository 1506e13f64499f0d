import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { download } from './index.ts';

const options = { maxBytes: 10_000_000, wait: 1, idle: 2000 };
let server: Server, base = '', directory = '', path = '';
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const seen: IncomingMessage['headers'][] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'breakwater-download-'));
  path = join(directory, 'file');
  seen.length = 0;
  server = createServer((request, response) => { seen.push(request.headers); answer(request, response); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => { server.closeAllConnections(); server.close(); rmSync(directory, { recursive: true }); });

it('asks again only for what changed', async () => {
  let content = 'one', etag = '"1"';
  answer = (request, response) => {
    if (request.headers['if-none-match'] === etag) { response.writeHead(304).end(); return; }
    response.writeHead(200, { etag }).end(content);
  };
  expect(await download(`${base}/f`, path, options)).toBe(true);
  expect(await download(`${base}/f`, path, options)).toBe(false);
  [content, etag] = ['two', '"2"'];
  expect(await download(`${base}/f`, path, options)).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(await download(`${base}/other`, path, options)).toBe(true);
});

it('uses the time of the last change where there is no ETag', async () => {
  answer = (request, response) => { response.writeHead(request.headers['if-modified-since'] === undefined ? 200 : 304, { 'last-modified': 'Tue, 01 Oct 2024 00:00:00 GMT' }).end('x'); };
  expect(await download(`${base}/f`, path, options)).toBe(true);
  expect(await download(`${base}/f`, path, options)).toBe(false);
});

it('continues a broken transfer, and begins anew when the file changed meanwhile', async () => {
  const whole = Buffer.alloc(400_000, 'ab');
  let broken = true, etag = '"1"';
  answer = (request, response) => {
    if (broken) {
      broken = false;
      response.writeHead(200, { etag: '"1"', 'content-length': whole.length });
      response.write(whole.subarray(0, 250_000), () => setTimeout(() => response.destroy(), 50));
      return;
    }
    const from = request.headers['if-range'] === etag ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1]) : Number.NaN;
    if (Number.isNaN(from)) response.writeHead(200, { etag, 'content-length': whole.length }).end(whole);
    else response.writeHead(206, { etag, 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}`, 'content-length': whole.length - from }).end(whole.subarray(from));
  };
  expect(await download(`${base}/f`, path, options)).toBe(true);
  expect(readFileSync(path).equals(whole)).toBe(true);
  expect(seen[1]?.range).toMatch(/^bytes=[1-9]\d*-$/);
  expect(existsSync(`${path}.part`)).toBe(false);
  [broken, etag] = [true, '"2"'];
  expect(await download(`${base}/f`, path, options)).toBe(true);
  expect(statSync(path).size).toBe(whole.length);
});

it('keeps the last good file, and says what is wrong', async () => {
  answer = (_, response) => { response.writeHead(200, { etag: '"1"' }).end('good'); };
  await download(`${base}/f`, path, options);
  answer = (_, response) => { response.writeHead(503).end(); };
  await expect(download(`${base}/f`, path, { ...options, attempts: 2 })).rejects.toThrow('/f: the server answers 503 (2 attempts)');
  answer = (_, response) => { response.writeHead(404).end(); };
  await expect(download(`${base}/f`, path, options)).rejects.toThrow('/f: the server answers 404');
  answer = (_, response) => { response.writeHead(200).end(Buffer.alloc(2000)); };
  await expect(download(`${base}/f`, path, { ...options, maxBytes: 1000 })).rejects.toThrow('is larger than 1000 bytes');
  answer = (_, response) => { response.writeHead(302, { location: 'file:///etc/passwd' }).end(); };
  await expect(download(`${base}/f`, path, options)).rejects.toThrow('which is not followed');
  answer = (_, response) => { response.writeHead(302, { location: '/again' }).end(); };
  await expect(download(`${base}/f`, path, options)).rejects.toThrow('more than 5 redirects');
  expect(readFileSync(path, 'utf8')).toBe('good');
});

it('begins anew where the server refuses the range', async () => {
  let asked = 0;
  answer = (_, response) => {
    asked += 1;
    if (asked === 1) { response.writeHead(200, { etag: '"1"', 'content-length': 100 }); response.write('half', () => setTimeout(() => response.destroy(), 50)); }
    else if (asked === 2) response.writeHead(416).end();
    else response.writeHead(200, { etag: '"1"' }).end('whole');
  };
  expect(await download(`${base}/f`, path, options)).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('whole');
});
