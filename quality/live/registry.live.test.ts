/** Debian's docker-registry (`apt-get install docker-registry apache2-utils`) with users: an image is pushed, found, scanned. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dpkg, ociImage, OS_RELEASE } from '#adapters/images/testing/image.ts';
import { tar } from '#adapters/images/testing/tar.ts';
import { Registry } from '#adapters/registries/oci/index.ts';
import { INDEX, MANIFEST, sha256, TestRegistry } from './testing/registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-registry-live-'));
let server: TestRegistry;

beforeAll(async () => { server = await TestRegistry.start(); });

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The command line, in a home of its own. */
function scan(target: string, env: Readonly<Record<string, string>>, ...more: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [join(import.meta.dirname, '../../apps/cli/main.ts'), 'scan', target, '--format', 'json', '--cache', join(folder, 'cache'), ...more], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { PATH: process.env['PATH'], HOME: folder, ...env } });
}

const own = readFileSync('/var/lib/dpkg/status', 'utf8');
const release = readFileSync('/etc/os-release', 'utf8');
const real = ociImage([
  { tar: tar({ name: 'etc/os-release', content: release }, { name: 'var/lib/dpkg/status', content: own }) },
  { tar: tar({ name: 'app/node_modules/left-pad/package.json', content: '{"name":"left-pad","version":"1.3.0"}' }), packing: 'zstd' },
  { tar: tar({ name: 'app/node_modules/right-pad/package.json', content: '{"name":"right-pad","version":"1.0.0"}' }), packing: 'none' },
]);

it('scans a pushed image with the packages that dpkg itself lists', async () => {
  await server.push('shop/cart', real, '1.0');
  const started = performance.now();
  const { status, stdout, stderr } = scan(`${server.host}/shop/cart:1.0`, { BREAKWATER_REGISTRY_PASSWORD: server.credentials.password }, '--username', server.credentials.username);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(performance.now() - started).toBeLessThan(60_000);
  const result = JSON.parse(stdout) as { readonly artifact: { readonly digest: string }; readonly packages: readonly { readonly name: string; readonly version: string; readonly architecture?: string; readonly analyzer: string }[] };
  expect(result.artifact.digest).toBe(sha256(real.manifest));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const listed = execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package} ${Version}\n'], { encoding: 'utf8' }).split('\n').filter((line) => line.startsWith('installed ')).map((line) => line.slice('installed '.length));
  expect(result.packages.filter(({ analyzer }) => analyzer === 'dpkg').map(({ name, version }) => `${name} ${version}`).sort()).toEqual(listed.sort());
  expect(result.packages.filter(({ analyzer }) => analyzer === 'npm-installed').map(({ name, version }) => `${name} ${version}`).sort()).toEqual(['left-pad 1.3.0', 'right-pad 1.0.0']);
  expect(readdirSync(join(folder, 'cache/blobs'))).toEqual([]);
});

it('takes the credentials of the Docker configuration, and says what is wrong without', () => {
  const config = join(folder, 'docker');
  mkdirSync(config);
  writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [server.host]: { auth: server.authorization.slice('Basic '.length) } } }));
  expect(scan(`${server.host}/shop/cart:1.0`, { DOCKER_CONFIG: config }).status).toBe(0);
  const anonymous = scan(`${server.host}/shop/cart:1.0`, {});
  expect([anonymous.status, anonymous.stderr]).toEqual([2, `breakwater: ${server.host} wants a user and password: give --username and $BREAKWATER_REGISTRY_PASSWORD, or sign in with docker login\n`]);
  const wrong = scan(`${server.host}/shop/cart:1.0`, { BREAKWATER_REGISTRY_PASSWORD: 'nonsense' }, '--username', 'scanner');
  expect([wrong.status, wrong.stderr]).toEqual([2, `breakwater: ${server.host} refuses /v2/shop/cart/manifests/1.0: the credentials are not accepted\n`]);
  const gone = scan(`${server.host}/shop/cart:9`, { DOCKER_CONFIG: config });
  expect([gone.status, gone.stderr]).toEqual([2, `breakwater: ${server.host} has no shop/cart:9\n`]);
  expect(`${wrong.stdout}${wrong.stderr}`).not.toContain('nonsense');
});

it('takes the platform that is asked for from an index', async () => {
  const images = ['amd64', 'arm64'].map((architecture) => ({ architecture, image: ociImage([{ tar: tar({ name: 'etc/os-release', content: OS_RELEASE }, { name: 'var/lib/dpkg/status', content: dpkg(`only-${architecture}=1-1`) }) }]) }));
  for (const { image } of images) await server.push('shop/many', image, sha256(image.manifest));
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: images.map(({ architecture, image }) => ({ mediaType: MANIFEST, digest: sha256(image.manifest), size: image.manifest.length, platform: { os: 'linux', architecture } })) }));
  await server.send('PUT', '/v2/shop/many/manifests/latest', index, { 'content-type': INDEX });
  for (const { architecture } of images) {
    const { stdout } = scan(`${server.host}/shop/many`, { BREAKWATER_REGISTRY_PASSWORD: server.credentials.password }, '--username', server.credentials.username, '--platform', `linux/${architecture}`);
    expect((JSON.parse(stdout) as { readonly packages: readonly { readonly name: string }[] }).packages.map(({ name }) => name)).toEqual([`only-${architecture}`]);
  }
});

it('lists repositories, tags and referrers', async () => {
  const registry = new Registry(server.host, { credentials: server.credentials });
  expect(await registry.repositories()).toEqual(['shop/cart', 'shop/many']);
  expect(await registry.tags('shop/cart')).toEqual(['1.0']);
  const subject = sha256(real.manifest);
  expect(await registry.referrers('shop/cart', subject)).toEqual([]);
  const entry = { mediaType: MANIFEST, digest: subject, size: real.manifest.length, artifactType: 'application/vnd.example.signature' };
  await server.send('PUT', `/v2/shop/cart/manifests/${subject.replace(':', '-')}`, Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [entry] })), { 'content-type': INDEX });
  expect(await registry.referrers('shop/cart', subject)).toEqual([entry]);
});
