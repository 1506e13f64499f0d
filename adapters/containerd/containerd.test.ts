/** Against a scripted containerd: what the real one does only when something is wrong with it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import loader, { type MessageTypeDefinition } from '@grpc/proto-loader';
import { afterAll, afterEach, expect, it } from 'vitest';
import type { Descriptor } from '#core/ports/images.ts';
import { sha256 } from '#adapters/images/testing/image.ts';
import { openContainerd } from './index.ts';
import { findImage, similar } from './names.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-containerd-'));
const socket = join(folder, 'c.sock');
const cacheFolder = join(folder, 'cache');
const types = grpc.loadPackageDefinition(loader.loadSync(join(import.meta.dirname, 'api.proto'), { longs: Number }))['containerd'] as grpc.GrpcObject;
let server: grpc.Server | null = null;
afterEach(() => { server?.forceShutdown(); server = null; });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const document = Buffer.from('{"schemaVersion":2}');
const target = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256(document), size: document.length };

interface Script { readonly size?: number; readonly pieces?: readonly Buffer[]; readonly fails?: Partial<grpc.StatusObject>; readonly digest?: string }

/** Has one image; the content of every blob is that of the script. No folder is told, so that all comes through the socket. */
async function containerd({ size = document.length, pieces = [document], fails, digest = target.digest }: Script): Promise<void> {
  server = new grpc.Server();
  const method = (service: string, name: string, message: string, stream = false): grpc.MethodDefinition<object, object> => {
    const [request, response] = [types[`${message}Request`], types[`${message}Response`]] as unknown as MessageTypeDefinition<object, object>[];
    return { path: `/containerd.services.${service}/${name}`, requestStream: false, responseStream: stream, requestSerialize: request!.serialize, requestDeserialize: request!.deserialize, responseSerialize: response!.serialize, responseDeserialize: response!.deserialize };
  };
  const answer = (value: object) => (_: unknown, callback: grpc.sendUnaryData<object>): void => { if (fails === undefined) callback(null, value); else callback(fails); };
  server.addService({ list: method('images.v1.Images', 'List', 'ListImages') }, { list: answer({ images: [{ name: 'docker.io/library/app:1', target: { ...target, digest } }] }) });
  server.addService({ list: method('namespaces.v1.Namespaces', 'List', 'ListNamespaces') }, { list: answer({ namespaces: [{ name: 'k8s.io' }] }) });
  server.addService({ plugins: method('introspection.v1.Introspection', 'Plugins', 'Plugins') }, { plugins: answer({ plugins: [{ type: 'io.containerd.content.v1', id: 'content' }] }) });
  server.addService({ info: method('content.v1.Content', 'Info', 'Info'), read: method('content.v1.Content', 'Read', 'ReadContent', true) }, {
    info: answer({ info: { digest: target.digest, size } }),
    read: (call: grpc.ServerWritableStream<object, object>) => { for (const data of pieces) call.write({ data }); call.end(); },
  });
  await new Promise<void>((resolve, reject) => { server!.bindAsync(`unix://${socket}`, grpc.ServerCredentials.createInsecure(), (error) => { if (error === null) resolve(); else reject(error); }); });
}

async function outcome(use: 'read' | 'file', descriptor: Partial<Descriptor> = {}): Promise<string> {
  try {
    const source = await openContainerd('app:1', { address: `unix://${socket}`, cacheFolder });
    try {
      const { descriptors } = await source.root();
      const wanted = { ...descriptors[0]!, ...descriptor };
      if (use === 'read') return Buffer.from(await source.read(wanted)).toString();
      const { path, size } = await source.file(wanted);
      return `${size}: ${readFileSync(path, 'utf8')}`;
    } finally {
      await source.close();
    }
  } catch (error) {
    return (error as Error).message;
  }
}

it('reads documents and layers through the socket, and leaves nothing behind', async () => {
  await containerd({ pieces: [document.subarray(0, 5), document.subarray(5)] });
  expect(await outcome('read')).toBe(document.toString());
  expect(await outcome('file')).toBe(`${document.length}: ${document}`);
  expect(readdirSync(join(cacheFolder, 'blobs'))).toEqual([]);
});

it.each([
  ['another document', 'read', { pieces: [Buffer.from('{"schemaVersion":3}')] }, {}, /^docker.io\/library\/app:1: a document has the digest sha256:\w{64}, not sha256:\w{64} as it should$/],
  ['a document without end', 'read', { pieces: Array.from({ length: 20 }, () => Buffer.alloc(1024 * 1024)) }, {}, /is larger than the 16777216 bytes that are read$/],
  ['a document that is said to be large', 'read', {}, { size: 1e9 }, /has 1000000000 bytes, more than the 16777216 that are read$/],
  ['another size', 'file', { size: 5 }, {}, /^sha256:\w{64} has 5 bytes in the content store of containerd, not 19 as the image says$/],
  ['more than was said', 'file', { pieces: [document, document] }, {}, /is larger than the 19 bytes that the image says$/],
  ['a digest that leads elsewhere', 'read', { digest: 'sha256:../../etc/passwd' }, {}, /^docker.io\/library\/app:1: containerd gives no usable digest for it$/],
  ['no permission', 'read', { fails: { code: grpc.status.PERMISSION_DENIED, details: 'no' } }, {}, /^\/.*c\.sock: no permission; only root may talk to containerd/],
  ['an older API', 'read', { fails: { code: grpc.status.UNIMPLEMENTED, details: 'unknown\nservice' } }, {}, /c\.sock cannot do images.v1.Images\/List: unknown service$/],
] as const)('%s', async (_, use, script, descriptor, message) => {
  await containerd(script as Script);
  expect(await outcome(use, descriptor as Partial<Descriptor>)).toMatch(message);
});

it('a socket behind which nobody speaks', async () => {
  const silent = createServer((connection) => connection.destroy()).listen(socket);
  await new Promise((resolve) => { silent.once('listening', resolve); });
  expect(await outcome('read')).toMatch(/^containerd at \/.*c\.sock does not answer \(images\.v1\.Images\/List\): /);
  await new Promise((resolve) => { silent.close(resolve); });
});

it('knows images by what people call them', () => {
  const named = (name: string, digit: string) => ({ name, target: { ...target, digest: `sha256:${digit.repeat(64)}` } });
  const images = [named('sha256:e5e5', '1'), named('docker.io/library/nginx:latest', '1'), named('docker.io/library/nginx@sha256:1111', '1'), named('docker.io/library/nginx:1.27', '2'), named('localhost:5000/team/nginx:latest', '3'), named('quay.io/a/b:v1', '2')];
  const found = (text: string): string | undefined => findImage(images, text)?.name;
  expect(['nginx', 'library/nginx', 'docker.io/library/nginx:latest', `nginx@sha256:${'1'.repeat(64)}`, 'e5e5', 'sha256:1111'].map(found)).toEqual(Array.from({ length: 6 }, () => 'docker.io/library/nginx:latest'));
  expect(['nginx:1.27', `nginx:other@sha256:${'2'.repeat(64)}`, 'localhost:5000/team/nginx', '3333'].map(found)).toEqual(['docker.io/library/nginx:1.27', 'docker.io/library/nginx:1.27', 'localhost:5000/team/nginx:latest', 'localhost:5000/team/nginx:latest']);
  expect([`nginx@sha256:${'3'.repeat(64)}`, 'nginx:2', 'team/nginx', '4444', 'quay.io/a/b'].map(found)).toEqual(Array.from({ length: 5 }, () => undefined));
  expect(() => findImage([...images, { name: 'y', target: { ...target, digest: `sha256:1111${'5'.repeat(60)}` } }], '1111')).toThrow(/^containerd:1111: 2 images begin with this id: sha256:1{64}, sha256:1111/);
  expect(similar(images, 'nginxx:1')).toEqual(['docker.io/library/nginx:1.27', 'docker.io/library/nginx:latest', 'docker.io/library/nginx@sha256:1111', 'localhost:5000/team/nginx:latest', 'quay.io/a/b:v1']);
  expect(similar(images, 'team/nginx')[0]).toBe('docker.io/library/nginx:1.27');
});
