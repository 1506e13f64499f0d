/** A registry that answers as a script says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface Scripted { readonly host: string; readonly requests: string[]; close(): Promise<void> }

/** `handler` is given how often this path was asked for before. */
export async function scripted(handler: Handler): Promise<Scripted> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    const count = requests.filter((each) => each === line).length;
    requests.push(line);
    handler(request, response, count);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

export function send(response: ServerResponse, status: number, body: Buffer | string = '', headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}
