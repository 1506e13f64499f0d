import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Wire { readonly url: string; /** Ends every connection and refuses new ones. */ cut(): void; mend(): void; stop(): Promise<void> }

/** A line to a server of this machine that a test can cut and mend. */
export async function wireTo(url: string): Promise<Wire> {
  const port = Number(new URL(url).port);
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => { sockets.delete(socket); other.destroy(); });
      socket.pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = (): void => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut,
    mend: () => { whole = true; },
    stop: () => new Promise((done) => { cut(); server.close(() => done()); }),
  };
}
