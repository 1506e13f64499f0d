/** A TCP proxy that breaks on demand: what a network does to a connection, under control of a test. */
import { createServer, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * pass: forward. refuse: close new connections at once. blackhole: keep connections, old and new, and forward nothing,
 * as a firewall that drops packets does.
 */
export type Fault = 'pass' | 'refuse' | 'blackhole';

export interface FaultProxy {
  readonly port: number;
  /** Connections that are open now. */
  connections(): number;
  set(fault: Fault): void;
  /** Milliseconds that every chunk waits. */
  delay(milliseconds: number): void;
  /** Resets every open connection; new ones go by the fault that is set. */
  cut(): void;
  close(): Promise<void>;
}

interface State { fault: Fault; delay: number }

/** Forwards one direction chunk by chunk, in order, as the state says. */
async function forward(from: Socket, to: Socket, state: State): Promise<void> {
  for await (const chunk of from) {
    while (state.fault === 'blackhole' && !from.destroyed) await sleep(20);
    if (state.delay > 0) await sleep(state.delay);
    if (to.destroyed) return;
    if (!to.write(chunk as Buffer)) await new Promise<void>((resolve) => { to.once('drain', resolve).once('close', resolve); });
  }
  to.end();
}

/** Starts a proxy on a free port of 127.0.0.1 before a port of 127.0.0.1. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const state: State = { fault: 'pass', delay: 0 };
  const open = new Set<Socket>();
  const track = (socket: Socket, other: () => Socket): void => {
    open.add(socket);
    // A reset on one side is a reset on the other; errors are what this proxy is for.
    socket.on('error', () => other().destroy());
    socket.on('close', () => { open.delete(socket); other().destroy(); });
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (state.fault === 'refuse') { client.resetAndDestroy(); return; }
    const target = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    track(client, () => target);
    track(target, () => client);
    const end = (): void => { client.destroy(); target.destroy(); };
    forward(client, target, state).catch(end);
    forward(target, client, state).catch(end);
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  const cut = (): void => { for (const socket of open) socket.resetAndDestroy(); };
  return {
    port: (server.address() as { port: number }).port,
    connections: () => open.size / 2,
    set(fault) { state.fault = fault; },
    delay(milliseconds) { state.delay = milliseconds; },
    cut,
    async close() {
      cut();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}
