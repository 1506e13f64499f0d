/** Debian's containerd (`apt-get install containerd`) with folders of its own: the same image as from an archive. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dockerArchive, dpkg, type LayerSpec, ociImage, OS_RELEASE, sha256, writeLayout } from '#adapters/images/testing/image.ts';
import { tar } from '#adapters/images/testing/tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-containerd-live-'));
const socket = join(folder, 'containerd.sock');
const blobs = join(folder, 'root/io.containerd.content.v1.content/blobs/sha256');
let daemon: ChildProcess;

const layers: readonly LayerSpec[] = [
  { tar: tar({ name: 'etc/os-release', content: readFileSync('/etc/os-release') }, { name: 'var/lib/dpkg/status', content: readFileSync('/var/lib/dpkg/status') }) },
  { tar: tar({ name: 'app/node_modules/left-pad/package.json', content: '{"name":"left-pad","version":"1.3.0"}' }) },
  { tar: tar({ name: 'app/node_modules/.wh.left-pad', content: '' }, { name: 'app/node_modules/right-pad/package.json', content: '{"name":"right-pad","version":"1.0.0"}' }) },
];
const archive = join(folder, 'image.tar');

const ctr = (namespace: string, ...args: string[]): string => execFileSync('ctr', ['--address', socket, '--namespace', namespace, ...args], { encoding: 'utf8' });

interface Scanned { readonly artifact: { readonly name: string; readonly digest: string; readonly configDigest: string; readonly platform: string; readonly layers: readonly { readonly digest: string }[] }; readonly packages: readonly { readonly name: string }[]; readonly notAssessed: readonly { readonly path: string; readonly reason: string }[] }

function scan(target: string, ...more: string[]): { readonly status: number | null; readonly stderr: string; readonly result: Scanned | null } {
  const env = { PATH: process.env['PATH'], HOME: folder, CONTAINERD_ADDRESS: socket };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../../apps/cli/main.ts'), 'scan', target, '--format', 'json', '--no-cache', ...more], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env });
  return { status, stderr, result: stdout === '' ? null : JSON.parse(stdout) as Scanned };
}

/** All but what says where it came from. */
function packages(result: Scanned | null): unknown {
  expect(result?.packages.length).toBeGreaterThan(0);
  return result?.packages;
}

beforeAll(async () => {
  writeFileSync(join(folder, 'config.toml'), [
    'version = 2', `root = "${join(folder, 'root')}"`, `state = "${join(folder, 'state')}"`, 'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    '[grpc]', `  address = "${socket}"`, '[ttrpc]', `  address = "${socket}.ttrpc"`, '',
  ].join('\n'));
  daemon = spawn('containerd', ['--config', join(folder, 'config.toml')], { stdio: 'ignore' });
  for (let attempt = 0; ; attempt++) {
    if (existsSync(socket) && spawnSync('ctr', ['--address', socket, 'version']).status === 0) break;
    if (attempt === 100) throw new Error('containerd does not answer');
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  writeFileSync(archive, dockerArchive(layers, 'docker.io/shop/cart:1.4'));
  ctr('k8s.io', 'images', 'import', '--no-unpack', archive);
});

afterAll(async () => {
  const ended = new Promise((resolve) => { daemon.once('exit', resolve); });
  daemon.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

it('finds the same as in the archive that was imported', () => {
  const [stored, imported] = [scan('containerd:shop/cart:1.4'), scan(`docker-archive:${archive}`)];
  expect([stored.status, stored.stderr]).toEqual([0, '']);
  expect(packages(stored.result)).toEqual(packages(imported.result));
  expect(stored.result?.packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['bash', 'right-pad']));
  expect(stored.result?.packages.map(({ name }) => name)).not.toContain('left-pad');
  expect(stored.result?.artifact).toMatchObject({ name: 'docker.io/shop/cart:1.4', configDigest: imported.result?.artifact.configDigest });
});

it('takes images by name, digest and id', () => {
  const { digest, configDigest } = scan('containerd:docker.io/shop/cart:1.4').result!.artifact;
  // As the kubelet's side of containerd stores them.
  ctr('k8s.io', 'images', 'tag', 'docker.io/shop/cart:1.4', configDigest);
  for (const name of [`shop/cart@${digest}`, `shop/cart:1.4@${digest}`, digest, digest.slice(7, 20), configDigest, configDigest.slice(7, 20)]) {
    expect(scan(`containerd:${name}`).result?.artifact.digest, name).toBe(digest);
  }
  expect(scan('containerd:shop/cart').stderr).toBe('breakwater: containerd:shop/cart: there is no such image in the namespace k8s.io or default; there are docker.io/shop/cart:1.4\n');
  expect(scan('containerd:shop/cart:1.4', '--containerd-namespace', 'default').stderr).toBe('breakwater: containerd:shop/cart:1.4: is not in the namespace default but in k8s.io; name it with --containerd-namespace k8s.io\n');
});

it('takes the platform of an index that is there', () => {
  const images = ['amd64', 'arm64'].map((architecture) => ({ architecture, image: ociImage([{ tar: tar({ name: 'etc/os-release', content: OS_RELEASE }, { name: 'var/lib/dpkg/status', content: dpkg(`only-${architecture}=1-1`) }) }], architecture) }));
  const layout = join(folder, 'layout');
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: images.map(({ architecture, image }) => ({ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256(image.manifest), size: image.manifest.length, platform: { os: 'linux', architecture } })) }));
  writeLayout(layout, { blobs: new Map([...images.flatMap(({ image }) => [...image.blobs]), [sha256(index), index]]), manifest: index, index: Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType: 'application/vnd.oci.image.index.v1+json', digest: sha256(index), size: index.length, annotations: { 'io.containerd.image.name': 'registry.example/many:1' } }] })) });
  execFileSync('tar', ['-C', layout, '-cf', join(folder, 'many.tar'), '.']);
  ctr('default', 'images', 'import', '--no-unpack', '--all-platforms', join(folder, 'many.tar'));
  for (const { architecture } of images) expect(scan('containerd:registry.example/many:1', '--platform', architecture).result?.packages.map(({ name }) => name)).toEqual([`only-${architecture}`]);
  // Only the other one is left, as where it alone was pulled.
  ctr('default', 'content', 'rm', sha256(images[0]!.image.manifest));
  expect(scan('containerd:registry.example/many:1').result?.artifact.platform).toBe('linux/arm64');
  expect(scan('containerd:registry.example/many:1', '--platform', 'amd64').stderr).toBe('breakwater: registry.example/many:1 has no image for linux/amd64; it has linux/arm64\n');
});

it('reads through the socket what it cannot open', () => {
  const { digest } = scan('containerd:shop/cart:1.4').result!.artifact.layers[0]!;
  const file = join(blobs, digest.slice(7));
  // containerd follows the link; we do not.
  renameSync(file, join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), file);
  const { result, stderr } = scan('containerd:shop/cart:1.4', '--cache', join(folder, 'cache'));
  expect(stderr).toBe('');
  expect(packages(result)).toEqual(packages(scan(`docker-archive:${archive}`).result));
  expect(readdirSync(join(folder, 'cache/blobs'))).toEqual([]);
});

it('says that a layer was dropped, and never that it is clean', () => {
  const { digest } = scan('containerd:shop/cart:1.4').result!.artifact.layers[2]!;
  ctr('k8s.io', 'content', 'rm', digest);
  const { status, result } = scan('containerd:shop/cart:1.4');
  expect(status).toBe(0);
  expect(result?.notAssessed.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(new RegExp(`^the layer cannot be read: ${digest} is not in the content store of containerd: layers are dropped after unpacking where discard_unpacked_layers is set`)));
});

it('says where there is no socket', () => {
  expect(scan('containerd:a', '--containerd-address', join(folder, 'none.sock'))).toMatchObject({ status: 2, stderr: `breakwater: there is no socket of containerd at ${join(folder, 'none.sock')}: is it running? Name its socket with --containerd-address\n` });
  expect(scan('containerd:a', '--containerd-address', archive).stderr).toBe(`breakwater: ${archive}: is no socket; name the one that containerd listens on with --containerd-address\n`);
});
