/** `GET /api/v1/events`: server-sent events of what changed (WHATWG HTML, section 9.2). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STREAM_PATH } from '#contract/routes.ts';
import type { Principal } from '#contract/types.ts';
import type { Caller } from '../identity/access.ts';
import type { EventHub, HubEvent } from './event-hub.ts';
import { principalIn } from './guard.ts';
import { Refusal } from './problem.ts';

export interface StreamOptions {
  readonly hub: EventHub;
  /** Asks again who is calling; undefined ends the stream. */
  readonly recheck: (request: FastifyRequest) => Promise<Caller | undefined>;
  readonly heartbeatMs?: number;
}

const HEARTBEAT_MS = 15_000;
/** A client that has not taken so much is too slow: it is cut, and comes back with Last-Event-ID. */
const MOST_UNSENT_BYTES = 256 * 1024;
const MOST_STREAMS = 1000;
const MOST_STREAMS_OF_ONE = 20;

export function registerStream(app: FastifyInstance, options: StreamOptions): void {
  const streams = new Set<Stream>();
  app.get(STREAM_PATH, { config: { access: 'read', label: 'events' }, exposeHeadRoute: false }, (request, reply) => {
    const { id } = principalIn(request);
    const own = [...streams].filter((stream) => stream.principal.id === id).length;
    if (streams.size >= MOST_STREAMS || own >= MOST_STREAMS_OF_ONE) throw new Refusal('too-many-requests', 'too many event streams are open; close one or try again in 30 s', { retryAfter: 30 });
    const stream = new Stream(request, reply, options, () => streams.delete(stream));
    streams.add(stream);
    stream.start();
  });
  app.addHook('preClose', async () => {
    for (const stream of [...streams]) stream.end();
    options.hub.close();
  });
}

class Stream {
  principal: Principal;
  private readonly request: FastifyRequest;
  private readonly reply: FastifyReply;
  private readonly options: StreamOptions;
  private readonly ended: () => void;
  private unlisten: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(request: FastifyRequest, reply: FastifyReply, options: StreamOptions, ended: () => void) {
    this.principal = principalIn(request);
    this.request = request;
    this.reply = reply;
    this.options = options;
    this.ended = ended;
  }

  start(): void {
    const { request, reply, options: { hub } } = this;
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
    reply.hijack();
    reply.raw.on('close', () => this.end());
    reply.raw.on('error', () => this.end());
    reply.raw.writeHead(200, headers as Record<string, string>);
    reply.raw.flushHeaders();
    const last = request.headers['last-event-id'];
    // A position to come back to, also where nothing happens before the line is cut. An event without data is not dispatched.
    this.write(`retry: 2000\nid: ${hub.position()}\n\n`);
    if (typeof last === 'string' && last !== '') for (const event of hub.since(last)) this.send(event);
    if (this.closed) return;
    this.unlisten = hub.listen((event) => this.send(event));
    this.timer = setInterval(() => void this.heartbeat(), this.options.heartbeatMs ?? HEARTBEAT_MS);
  }

  end(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.timer);
    this.unlisten?.();
    this.ended();
    this.reply.raw.end();
  }

  private send({ id, event }: HubEvent): void {
    if (visible(this.principal, event)) this.write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  private write(text: string): void {
    const { raw } = this.reply;
    if (this.closed) return;
    raw.write(text);
    if (raw.writableLength <= MOST_UNSENT_BYTES) return;
    this.request.log.warn({ principal: this.principal.id }, 'an event stream was cut: the client reads too slowly');
    raw.destroy();
    this.end();
  }

  /** Keeps proxies from closing the line, and ends the stream of a session or token that has ended. */
  private async heartbeat(): Promise<void> {
    try {
      const caller = await this.options.recheck(this.request);
      if (caller?.principal.scopes.includes('read') === true) {
        this.principal = caller.principal;
        this.write(': still here\n\n');
        return;
      }
    } catch (error) {
      this.request.log.error({ err: error }, 'the caller of an event stream could not be checked');
    }
    this.end();
  }
}

/** What is about one environment is for those who see it; users and tokens are for admins. */
function visible(principal: Principal, event: HubEvent['event']): boolean {
  if (event.topic === 'users' || event.topic === 'tokens') return principal.scopes.includes('admin');
  return event.environment === null || principal.environments === null || principal.environments.includes(event.environment);
}
