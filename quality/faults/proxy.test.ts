import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from './proxy.ts';

let echo: Server;
let proxy: FaultProxy;
beforeEach(async () => {
  echo = createServer((socket) => { socket.pipe(socket); socket.on('error', () => socket.destroy()); });
  await new Promise<void>((resolve) => { echo.listen(0, '127.0.0.1', resolve); });
  proxy = await startFaultProxy((echo.address() as { port: number }).port);
});
afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => { echo.close(resolve); });
});

/** A connection; what it received, and how it ended. */
function open(): { socket: Socket; received: () => string; ended: Promise<string> } {
  const socket = connect(proxy.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  const ended = new Promise<string>((resolve) => { socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? '')).on('end', () => resolve('end')); });
  return { socket, received: () => text, ended };
}

test('passes what comes, both ways, and its end', async () => {
  const one = open();
  one.socket.end('hello');
  expect(await one.ended).toBe('end');
  expect(one.received()).toBe('hello');
});

test('delays', async () => {
  proxy.delay(100);
  const one = open();
  const began = performance.now();
  one.socket.write('x');
  await expect.poll(one.received).toBe('x');
  expect(performance.now() - began).toBeGreaterThan(190);
  one.socket.destroy();
});

test('cuts what is open, refuses what is new', async () => {
  const one = open();
  one.socket.write('x');
  await expect.poll(one.received).toBe('x');
  proxy.set('refuse');
  proxy.cut();
  expect(await one.ended).toBe('ECONNRESET');
  expect(await open().ended).toBe('ECONNRESET');
});

test('swallows, and delivers when it passes again', async () => {
  const one = open();
  proxy.set('blackhole');
  one.socket.write('x');
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(one.received()).toBe('');
  proxy.set('pass');
  await expect.poll(one.received).toBe('x');
  one.socket.destroy();
});
