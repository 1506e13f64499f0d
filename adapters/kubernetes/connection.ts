/** HTTP to one API server, on undici: bounded in bytes and time, no redirects, no proxy but the kubeconfig's. */
import { Agent, type Dispatcher, ProxyAgent, request, Socks5ProxyAgent } from 'undici';
import { type Credentials, createCredentials } from './credentials.ts';
import { ApiFailure, retryAfterOf, statusFailure, transportFailure } from './failures.ts';
import type { ClientCertificate } from './kubeconfig-user.ts';
import type { ClusterAccess } from './kubeconfig.ts';
import { type Timing, withDeadline } from './timing.ts';

export interface JsonRequest {
  readonly signal: AbortSignal;
  readonly accept?: string;
  /** Longest answer that is read. */
  readonly maxBytes: number;
  /** From sending to the last byte. */
  readonly timeout: number;
}

export interface StreamRequest {
  readonly signal: AbortSignal;
  readonly accept?: string;
  /** Longest silence. */
  readonly idle: number;
}

export interface Connection {
  readonly server: string;
  /** GET that answers with JSON. Throws ApiFailure, or the signal's reason when it aborted. */
  getJson(path: string, options: JsonRequest): Promise<unknown>;
  /** GET that answers with a stream. Reading slowly slows the server down. Throws as getJson, also while it is read. */
  openStream(path: string, options: StreamRequest): Promise<AsyncIterable<Buffer>>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly timing: Timing;
  readonly userAgent: string;
  readonly baseDir?: string | undefined;
}

const MAX_ERROR_BODY = 64 * 1024;

function createDispatcher(access: ClusterAccess, certificate: ClientCertificate | null, timing: Timing): Dispatcher {
  const { ca, servername, skipVerify, proxyUrl } = access.endpoint;
  const tls = { ...(ca === null ? {} : { ca }), ...(servername === null ? {} : { servername }), ...(certificate ?? {}), rejectUnauthorized: !skipVerify };
  const connect = { ...tls, timeout: timing.connectTimeout, keepAlive: true, keepAliveInitialDelay: 30_000 };
  const common = { pipelining: 1, maxHeaderSize: 64 * 1024 };
  if (proxyUrl === null) return new Agent({ ...common, connect });
  if (proxyUrl.startsWith('socks5:')) return new Socks5ProxyAgent(proxyUrl, { ...common, requestTls: connect });
  return new ProxyAgent({ ...common, uri: proxyUrl, requestTls: connect });
}

/** Collects a body; above the bound it throws `tooLarge` and closes the connection. */
async function readBody(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new ApiFailure('tooLarge', `the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

async function statusOf(what: string, answer: Dispatcher.ResponseData): Promise<ApiFailure> {
  let message = '';
  try {
    const parsed: unknown = JSON.parse((await readBody(answer.body, MAX_ERROR_BODY)).toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed && typeof parsed.message === 'string') message = parsed.message;
  } catch (error) {
    // The body only explains the status; without a readable one the status speaks for itself.
    if (!(error instanceof SyntaxError || error instanceof ApiFailure)) throw error;
  }
  return statusFailure(what, answer.statusCode, message, retryAfterOf(answer.headers['retry-after'], Date.now()));
}

async function checkType(server: string, what: string, answer: Dispatcher.ResponseData): Promise<void> {
  const type = String(answer.headers['content-type'] ?? 'no content type').split(';', 1)[0]!.trim().toLowerCase();
  if (type === 'application/json') return;
  await answer.body.dump({ limit: MAX_ERROR_BODY });
  throw new ApiFailure('strange', `${what}: the answer is ${type.slice(0, 80)} and not application/json; is ${server} a Kubernetes API server?`);
}

/** The path without its query: what a message names. */
const pathOnly = (path: string): string => path.split('?', 1)[0]!;

/** Opens the way to a cluster. Nothing is sent before the first request. `lifetime` aborts what is shared by requests. */
export function openConnection(access: ClusterAccess, options: ConnectionOptions, lifetime: AbortSignal): Connection {
  const { timing } = options;
  const { server } = access.endpoint;
  const credentials: Credentials = createCredentials(access, options.baseDir);
  let current: { certificate: ClientCertificate | null; dispatcher: Dispatcher } | null = null;

  const retired = new Set<Dispatcher>();

  function retire(dispatcher: Dispatcher): void {
    const forget = (): boolean => retired.delete(dispatcher);
    retired.add(dispatcher);
    dispatcher.close().then(forget, forget);
  }

  function dispatcherFor(certificate: ClientCertificate | null): Dispatcher {
    if (current === null || current.certificate?.cert !== certificate?.cert) {
      // A renewed client certificate: what runs on the old one may end by itself.
      if (current !== null) retire(current.dispatcher);
      current = { certificate, dispatcher: createDispatcher(access, certificate, timing) };
    }
    return current.dispatcher;
  }

  async function send(path: string, accept: string, signal: AbortSignal, idle: number): Promise<Dispatcher.ResponseData> {
    for (let attempt = 1; ; attempt++) {
      const proof = await credentials.proof(lifetime);
      const answer = await request(`${server}${path}`, {
        dispatcher: dispatcherFor(proof.certificate), method: 'GET', signal, headersTimeout: timing.headersTimeout, bodyTimeout: idle,
        headers: { ...proof.headers, accept, 'user-agent': options.userAgent },
      });
      if (answer.statusCode === 200) return answer;
      const failure = await statusOf(pathOnly(path), answer);
      if (failure.reason !== 'unauthorized' || !credentials.refused() || attempt > 1) throw failure;
    }
  }

  return {
    server,
    async getJson(path, { signal, accept = 'application/json', maxBytes, timeout }) {
      return withDeadline(signal, timeout, async (inner, expired) => {
        try {
          const answer = await send(path, accept, inner, timing.bodyIdle);
          await checkType(server, pathOnly(path), answer);
          const body = await readBody(answer.body, maxBytes);
          return JSON.parse(body.toString('utf8')) as unknown;
        } catch (error) {
          if (signal.aborted) throw signal.reason;
          if (expired()) throw new ApiFailure('network', `${server} cannot be reached: no complete answer to ${pathOnly(path)} within ${timeout / 1000} s`);
          if (error instanceof SyntaxError) throw new ApiFailure('strange', `${pathOnly(path)}: the answer is not valid JSON`);
          throw transportFailure(server, error);
        }
      });
    },
    async openStream(path, { signal, accept = 'application/json', idle }) {
      const guard = (error: unknown): unknown => (signal.aborted ? signal.reason : transportFailure(server, error));
      let answer: Dispatcher.ResponseData;
      try {
        answer = await send(path, accept, signal, idle);
        await checkType(server, pathOnly(path), answer);
      } catch (error) {
        throw guard(error);
      }
      return (async function* read() {
        try {
          yield* answer.body as AsyncIterable<Buffer>;
        } catch (error) {
          throw guard(error);
        }
      })();
    },
    async close() {
      await Promise.all([...retired, ...(current === null ? [] : [current.dispatcher])].map((dispatcher) => dispatcher.destroy()));
      current = null;
    },
  };
}
