/** containerd's API over its socket, as far as images and their content need it. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader, { type MessageTypeDefinition } from '@grpc/proto-loader';
import type { Descriptor } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';

/** Where containerd listens: its own default, then those of k3s and RKE2, k0s and MicroK8s. */
const USUAL = ['/run/containerd/containerd.sock', '/run/k3s/containerd/containerd.sock', '/run/k0s/containerd.sock', '/var/snap/microk8s/common/run/containerd.sock'];
const CALL_MS = 30_000;
/** A stream of content that stands still. */
const IDLE_MS = 60_000;
/** containerd's own bound of a message (defaults.DefaultMaxRecvMsgSize). */
const MESSAGE_BYTES = 16 * 1024 * 1024;

export interface StoredImage { readonly name: string; readonly target: Pick<Descriptor, 'mediaType' | 'digest' | 'size'> }

type Request = Readonly<Record<string, unknown>>;

export class ContainerdClient {
  readonly socket: string;
  readonly #channel: grpc.Client;
  readonly #types: grpc.GrpcObject;

  private constructor(socket: string) {
    this.socket = socket;
    // The name of the server in a path of a file system is no host name, and containerd does not look at it.
    this.#channel = new grpc.Client(`unix://${socket}`, grpc.credentials.createInsecure(), { 'grpc.default_authority': 'localhost', 'grpc.max_receive_message_length': MESSAGE_BYTES, 'grpc.enable_retries': 0 });
    this.#types = grpc.loadPackageDefinition(loader.loadSync(fileURLToPath(new URL('./api.proto', import.meta.url)), { longs: Number, defaults: true }))['containerd'] as grpc.GrpcObject;
  }

  /** `address`: path of the socket, with or without `unix://`. @throws ProblemError `containerd.socket`, `containerd.denied` */
  static async connect(address: string | undefined): Promise<ContainerdClient> {
    const candidates = address === undefined ? USUAL : [address.replace(/^unix:\/\//, '')];
    for (const socket of candidates) {
      const found = await stat(socket).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EACCES') throw denied(socket);
        return null;
      });
      if (found === null) continue;
      if (!found.isSocket()) throw new ProblemError('containerd.socket', `${socket}: is no socket; name the one that containerd listens on with --containerd-address`);
      await access(socket, constants.R_OK | constants.W_OK).catch(() => { throw denied(socket); });
      return new ContainerdClient(socket);
    }
    throw new ProblemError('containerd.socket', `there is no socket of containerd at ${candidates.join(', ')}: is it running? Name its socket with --containerd-address`);
  }

  close(): void { this.#channel.close(); }

  /** All images of a namespace. @throws ProblemError */
  async images(namespace: string): Promise<readonly StoredImage[]> {
    const { images } = await this.#call('images.v1.Images/List', 'ListImages', {}, namespace) as { readonly images: readonly StoredImage[] };
    return images;
  }

  /** @throws ProblemError */
  async namespaces(): Promise<readonly string[]> {
    const { namespaces } = await this.#call('namespaces.v1.Namespaces/List', 'ListNamespaces', {}, '') as { readonly namespaces: readonly { readonly name: string }[] };
    return namespaces.map(({ name }) => name);
  }

  /** Bytes of a blob; null where the namespace has it not. @throws ProblemError */
  async size(digest: string, namespace: string): Promise<number | null> {
    try {
      const { info } = await this.#call('content.v1.Content/Info', 'Info', { digest }, namespace) as { readonly info: { readonly size: number } | null };
      return info?.size ?? null;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'containerd.missing') return null;
      throw error;
    }
  }

  /** The folder of the content store, as containerd sees it; null where it does not tell. @throws ProblemError */
  async contentFolder(): Promise<string | null> {
    const { plugins } = await this.#call('introspection.v1.Introspection/Plugins', 'Plugins', { filters: ['type==io.containerd.content.v1'] }, '') as { readonly plugins: readonly { readonly exports: Readonly<Record<string, string>> }[] };
    return plugins.map((each) => each.exports['root']).find((each) => each !== undefined) ?? null;
  }

  /** The content of a blob, in pieces. @throws ProblemError */
  async *read(digest: string, namespace: string): AsyncGenerator<Buffer> {
    const { path, encode, decode } = this.#method('content.v1.Content/Read', 'ReadContent');
    const call = this.#channel.makeServerStreamRequest(path, encode, decode, { digest }, meta(namespace));
    let timer = setTimeout(() => call.cancel(), IDLE_MS);
    try {
      for await (const piece of call as AsyncIterable<{ readonly data: Buffer }>) {
        yield piece.data;
        clearTimeout(timer);
        timer = setTimeout(() => call.cancel(), IDLE_MS);
      }
    } catch (error) {
      throw error instanceof ProblemError ? error : this.#failure(error, digest);
    } finally {
      clearTimeout(timer);
      call.cancel();
    }
  }

  #method(name: string, message: string): { readonly path: string; readonly encode: (value: Request) => Buffer; readonly decode: (bytes: Buffer) => unknown } {
    const [request, response] = [this.#types[`${message}Request`], this.#types[`${message}Response`]] as unknown as MessageTypeDefinition<Request, unknown>[];
    return { path: `/containerd.services.${name}`, encode: (value) => request!.serialize(value), decode: (bytes) => response!.deserialize(bytes) };
  }

  #call(name: string, message: string, body: Request, namespace: string): Promise<unknown> {
    const { path, encode, decode } = this.#method(name, message);
    return new Promise((resolve, reject) => {
      this.#channel.makeUnaryRequest(path, encode, decode, body, meta(namespace), { deadline: Date.now() + CALL_MS }, (error, answer) => {
        if (error === null) resolve(answer); else reject(this.#failure(error, name));
      });
    });
  }

  #failure(error: unknown, what: string): ProblemError {
    const { code, details } = error as Partial<grpc.ServiceError>;
    if (code === grpc.status.NOT_FOUND) return new ProblemError('containerd.missing', `containerd at ${this.socket} has no ${what}`);
    if (code === grpc.status.PERMISSION_DENIED) return denied(this.socket);
    if (code === grpc.status.UNAVAILABLE || code === grpc.status.DEADLINE_EXCEEDED || code === grpc.status.CANCELLED) return new ProblemError('containerd.unreachable', `containerd at ${this.socket} does not answer (${what}): ${oneLine(details ?? '')}`);
    return new ProblemError('containerd.failed', `containerd at ${this.socket} cannot do ${what}: ${oneLine(details ?? messageOf(error))}`);
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 300);
const denied = (socket: string): ProblemError => new ProblemError('containerd.denied', `${socket}: no permission; only root may talk to containerd, unless its configuration gives the socket to a group`);

/** Which namespace a call is about. Those about the daemon itself have none. */
function meta(namespace: string): grpc.Metadata {
  const metadata = new grpc.Metadata();
  if (namespace !== '') metadata.set('containerd-namespace', namespace);
  return metadata;
}
