/**
 * Files from a server, kept beside what is known of them: asked for only when they changed (ETag, If-Modified-Since), and
 * continued where a broken transfer ended (Range with If-Range, RFC 9110 sections 13 and 14). A file is replaced when the
 * new one is complete.
 */
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { messageOf, ProblemError } from '#core/result.ts';

export interface DownloadOptions {
  /** Largest file. */
  readonly maxBytes: number;
  /** Attempts in all; later ones continue. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly wait?: number;
  /** Milliseconds without a byte after which a transfer is broken. */
  readonly idle?: number;
  readonly progress?: (bytes: number, total: number) => void;
}

/** What is known of a file, or of a part of one. */
interface Known { readonly url: string; readonly etag: string; readonly lastModified: string }

class Temporary extends Error {}
const MAX_REDIRECTS = 5;

/**
 * Makes the file the server's current one.
 * @returns whether it changed
 * @throws ProblemError `download.failed`; the last good file stays
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<boolean> {
  mkdirSync(dirname(path), { recursive: true });
  const attempts = options.attempts ?? 4;
  const agent = new EnvHttpProxyAgent({ headersTimeout: options.idle ?? 60_000, bodyTimeout: options.idle ?? 60_000, connect: { timeout: 20_000 } });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(url, path, options, agent);
      } catch (error) {
        if (error instanceof ProblemError) throw error;
        if (attempt >= attempts) throw new ProblemError('download.failed', `${url}: ${messageOf(error)} (${attempts} attempts)`, { cause: error });
        await sleep((options.wait ?? 1000) * 2 ** (attempt - 1));
      }
    }
  } finally {
    await agent.destroy();
  }
}

async function once(url: string, path: string, options: DownloadOptions, agent: Dispatcher): Promise<boolean> {
  const part = `${path}.part`, known = knownOf(`${path}.json`, url, existsSync(path)), begun = knownOf(`${part}.json`, url, existsSync(part));
  // Without a validator a continued transfer could be of another file.
  const validator = begun === null ? '' : begun.etag.startsWith('"') ? begun.etag : begun.lastModified;
  const have = validator === '' ? 0 : statSync(part).size;
  const headers: Record<string, string> = { 'user-agent': 'breakwater', 'accept-encoding': 'identity' };
  if (have > 0) Object.assign(headers, { range: `bytes=${have}-`, 'if-range': validator });
  else if (known !== null && known.etag !== '') headers['if-none-match'] = known.etag;
  else if (known !== null && known.lastModified !== '') headers['if-modified-since'] = known.lastModified;
  const response = await follow(url, headers, agent);
  try {
    if (response.statusCode === 304 && have === 0) return false;
    if (response.statusCode === 416) {
      discard(part);
      throw new Temporary('the server has no such range; beginning again');
    }
    if (response.statusCode >= 500 || response.statusCode === 429) throw new Temporary(`the server answers ${response.statusCode}`);
    if (response.statusCode !== 200 && response.statusCode !== 206) throw new ProblemError('download.failed', `${url}: the server answers ${response.statusCode}`);
    const from = response.statusCode === 206 ? startOf(response, have) : 0;
    if (from === 0) writeFileSync(`${part}.json`, JSON.stringify({ url, etag: header(response, 'etag'), lastModified: header(response, 'last-modified') } satisfies Known));
    await save(response, part, from, url, options);
  } finally {
    abandon(response);
  }
  renameSync(part, path);
  renameSync(`${part}.json`, `${path}.json`);
  return true;
}

/** Redirects are followed, but never from https to http. */
async function follow(url: string, headers: Record<string, string>, agent: Dispatcher): Promise<Dispatcher.ResponseData> {
  let at = url;
  for (let redirects = 0; ; redirects++) {
    const response = await request(at, { headers, dispatcher: agent });
    const location = header(response, 'location');
    if (![301, 302, 303, 307, 308].includes(response.statusCode) || location === '') return response;
    abandon(response);
    const next = new URL(location, at);
    if (redirects >= MAX_REDIRECTS) throw new ProblemError('download.failed', `${url}: more than ${MAX_REDIRECTS} redirects`);
    if (!/^https?:$/.test(next.protocol) || (at.startsWith('https:') && next.protocol !== 'https:')) throw new ProblemError('download.failed', `${url}: is redirected to ${next.protocol}//${next.host}, which is not followed`);
    at = next.href;
  }
}

/** What is left of a body is not read. That it was broken off is told as an error, to whoever listens: it is our own doing. */
function abandon(response: Dispatcher.ResponseData): void {
  response.body.on('error', () => undefined);
  response.body.destroy();
}

function startOf(response: Dispatcher.ResponseData, have: number): number {
  const start = Number(/^bytes (\d+)-/.exec(header(response, 'content-range'))?.[1]);
  if (start !== have) throw new Temporary(`the server continues at ${start} instead of ${have}`);
  return start;
}

async function save(response: Dispatcher.ResponseData, part: string, from: number, url: string, options: DownloadOptions): Promise<void> {
  const length = Number(header(response, 'content-length') || Number.NaN), total = Number.isNaN(length) ? 0 : from + length;
  const tooLarge = (): ProblemError => new ProblemError('download.failed', `${url}: is larger than ${options.maxBytes} bytes`);
  if (total > options.maxBytes) throw tooLarge();
  const file = createWriteStream(part, from > 0 ? { flags: 'r+', start: from } : {});
  const failed = new Promise<never>((_, reject) => { file.on('error', reject); });
  failed.catch(() => undefined);
  let bytes = from;
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > options.maxBytes) throw tooLarge();
      if (!file.write(chunk)) await Promise.race([failed, new Promise<void>((resolve) => { file.once('drain', () => resolve()); })]);
      options.progress?.(bytes, total);
    }
  } finally {
    // What came is kept for the next attempt.
    await Promise.race([failed, new Promise<void>((resolve) => { file.end(() => resolve()); })]);
  }
  if (total > 0 && bytes !== total) throw new Temporary(`${bytes} of ${total} bytes came`);
}

const header = (response: Dispatcher.ResponseData, name: string): string => { const value = response.headers[name]; return typeof value === 'string' ? value : ''; };

function discard(part: string): void {
  rmSync(part, { force: true });
  rmSync(`${part}.json`, { force: true });
}

/** null: nothing is known, or of another address. */
function knownOf(path: string, url: string, exists: boolean): Known | null {
  if (!exists || !existsSync(path)) return null;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // Written before a crash: the file is fetched anew.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const known = value as Partial<Known> | null;
  return known?.url === url && typeof known.etag === 'string' && typeof known.lastModified === 'string' ? { url, etag: known.etag, lastModified: known.lastModified } : null;
}
