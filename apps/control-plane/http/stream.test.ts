import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChangeEvent } from '#contract/schemas.ts';
import { type CallInit, startTestServer, testFeed, type TestServer } from '../testing/server.ts';
import { EventHub } from './event-hub.ts';

let server: TestServer;
beforeEach(async () => { server = await startTestServer({ heartbeatMs: 100 }); });
afterEach(async () => { await server.stop(); });

/** Reads an event stream until `enough`, or to its end. */
class Reader {
  text = '';
  ended = false;
  readonly response: Response;
  private readonly abort: AbortController;
  constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.abort = abort;
    void this.read();
  }
  static async open(init: CallInit): Promise<Reader> {
    const abort = new AbortController();
    return new Reader(await server.fetch('/api/v1/events', { ...init, signal: abort.signal }), abort);
  }
  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.response.body ?? []) this.text += decoder.decode(chunk as Uint8Array, { stream: true });
    } catch (error) {
      if (!this.abort.signal.aborted) this.text += `\nbroken: ${String(error)}`;
    }
    this.ended = true;
  }
  get events(): { sequence: number; topic: string; environment: string | null }[] { return [...this.text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? '') as Reader['events'][number]); }
  get lastId(): string { return [...this.text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? ''; }
  async until(done: () => boolean): Promise<void> {
    const end = Date.now() + 5000;
    while (!done()) {
      if (Date.now() > end) throw new Error(`waited in vain; received: ${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  close(): void { this.abort.abort(); }
}

describe('event stream', () => {
  it('says what changes, with an id, and keeps the line alive', async () => {
    const stream = await Reader.open({ token: await server.token(['read']) });
    expect([stream.response.status, stream.response.headers.get('content-type'), stream.response.headers.get('cache-control')]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store']);
    expect(stream.response.headers.get('x-content-type-options')).toBe('nosniff');
    server.changes.publish('assessments', 'shop');
    await stream.until(() => stream.events.length > 0);
    expect(ChangeEvent.parse(stream.events[0])).toEqual({ sequence: expect.any(Number), topic: 'assessments', environment: 'shop' });
    expect(stream.text).toMatch(/^retry: 2000\nid: [0-9a-f]{8}-\d+\n\n/);
    expect(stream.text).toMatch(/id: [0-9a-f]{8}-\d+\ndata: \{/);
    await stream.until(() => stream.text.includes(': still here'));
    stream.close();
  });

  it('makes one event of many changes of the same thing', async () => {
    const stream = await Reader.open({ token: await server.token(['read']) });
    await stream.until(() => stream.text.includes('retry'));
    for (let i = 0; i < 500; i++) server.changes.publish('resources', i % 2 === 0 ? 'shop' : 'bank');
    await stream.until(() => stream.events.length >= 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(stream.events.map(({ environment }) => environment)).toEqual(['shop', 'bank']);
    stream.close();
  });

  it('tells nobody of environments that they do not see, nor of users', async () => {
    const [some, all] = [await Reader.open({ token: await server.token(['read'], ['shop']) }), await Reader.open({ token: await server.token(['read', 'admin']) })];
    server.changes.publish('assessments', 'bank');
    server.changes.publish('users', null);
    server.changes.publish('assessments', 'shop');
    server.changes.publish('assignments', null);
    await all.until(() => all.events.some(({ topic }) => topic === 'assignments'));
    expect(all.events.map(({ topic }) => topic)).toContain('users');
    await some.until(() => some.events.length >= 2);
    expect(some.events.map(({ topic, environment }) => [topic, environment])).toEqual([['assessments', 'shop'], ['assignments', null]]);
    some.close();
    all.close();
  });

  it('goes on where a client left, or says to ask for everything again', async () => {
    const token = await server.token(['read']);
    const first = await Reader.open({ token });
    server.changes.publish('assessments', 'shop');
    await first.until(() => first.events.length === 1);
    first.close();
    server.changes.publish('exemptions', null);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const second = await Reader.open({ token, headers: { 'last-event-id': first.lastId } });
    await second.until(() => second.events.length === 1);
    expect(second.events[0]?.topic).toBe('exemptions');
    second.close();
    const stranger = await Reader.open({ token, headers: { 'last-event-id': '00000000-7' } });
    await stranger.until(() => stranger.events.length >= 5);
    expect(stranger.events.map(({ topic }) => topic)).toEqual(['environments', 'resources', 'assessments', 'assignments', 'exemptions']);
    stranger.close();
  });

  it('ends with the session or token behind it, and an open stream does not keep a session alive', async () => {
    const cookie = await server.signIn();
    const stream = await Reader.open({ cookie });
    await stream.until(() => stream.text.includes('still here'));
    server.clock += 12 * 3_600_000;
    await stream.until(() => stream.ended);
    expect(stream.text).not.toContain('broken');
    server.clock = 0;
    const token = await server.token(['read']);
    const other = await Reader.open({ token });
    await server.store.revokeToken(token.split('_')[1] ?? '', Date.now());
    await other.until(() => other.ended);
  });

  it('ends when the server stops', async () => {
    const own = await startTestServer();
    const response = await own.fetch('/api/v1/events', { token: await own.token(['read']) });
    const started = performance.now();
    const [text] = await Promise.all([response.text(), own.stop()]);
    expect(text).toContain('retry');
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('allows twenty of one caller', async () => {
    const token = await server.token(['read']);
    const open = [];
    for (let i = 0; i < 20; i++) open.push(await Reader.open({ token }));
    const refused = await server.fetch('/api/v1/events', { token });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    open[0]?.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const again = await Reader.open({ token });
    expect(again.response.status).toBe(200);
    for (const stream of [...open, again]) stream.close();
  });

  it('cuts a client that does not read', async () => {
    const token = await server.token(['read']);
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) });
    const closed = new Promise<void>((resolve) => { socket.once('close', () => resolve()); });
    socket.on('error', () => socket.destroy());
    socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const flood = setInterval(() => { for (let i = 0; i < 20_000; i++) server.changes.publish('resources', `e${'x'.repeat(100)}${i}`); }, 250);
    const end = Date.now() + 10_000;
    while (!server.logs.some((line) => line.includes('reads too slowly'))) {
      if (Date.now() > end) throw new Error('the slow client was not cut');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    clearInterval(flood);
    socket.resume();
    await closed;
  });
});

describe('event hub', () => {
  it('keeps a bounded number of events', async () => {
    const feed = testFeed();
    const hub = new EventHub(feed);
    const start = hub.position();
    for (let i = 0; i < 1100; i++) feed.publish('resources', `e${i}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(hub.since(start).map(({ event }) => event.topic), 'too far back').toEqual(['environments', 'resources', 'assessments', 'assignments', 'exemptions', 'users', 'tokens']);
    expect(hub.since(hub.position())).toEqual([]);
    const epoch = start.split('-')[0];
    expect(hub.since(`${epoch}-76`)).toHaveLength(1024);
    expect(hub.since(`${epoch}-75`)).toHaveLength(7);
    expect(hub.since(`${epoch}-99999`), 'from the future').toHaveLength(7);
    hub.close();
  });
});
