/** Makes image archives and layouts for tests. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { tar } from './tar.ts';

export const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export interface LayerSpec { readonly tar: Buffer; readonly packing?: 'gzip' | 'zstd' | 'none'; /** Stored as they are, for layers that are damaged. */ readonly stored?: Buffer }

const pack = ({ tar: bytes, packing = 'gzip', stored }: LayerSpec): Buffer => stored ?? (packing === 'gzip' ? gzipSync(bytes) : packing === 'zstd' ? zstdCompressSync(bytes) : bytes);

const configOf = (layers: readonly LayerSpec[], architecture = 'amd64'): string => JSON.stringify({ architecture, os: 'linux', created: '2024-01-01T00:00:00Z', config: { Labels: { team: 'shop' } }, rootfs: { type: 'layers', diff_ids: layers.map((layer) => sha256(layer.tar)) }, history: layers.map((_, index) => ({ created_by: `step ${index + 1}` })) });

/** What `docker save` writes. */
export function dockerArchive(layers: readonly LayerSpec[], tag = 'shop/cart:1'): Buffer {
  const config = configOf(layers);
  const name = `${sha256(config).slice(7)}.json`;
  return tar(
    ...layers.map((layer, index) => ({ name: `${index}/layer.tar`, content: pack(layer) })), { name, content: config },
    { name: 'manifest.json', content: JSON.stringify([{ Config: name, RepoTags: [tag], Layers: layers.map((_, index) => `${index}/layer.tar`) }]) },
  );
}

export interface OciImage { readonly blobs: ReadonlyMap<string, Buffer>; readonly manifest: Buffer; readonly index: Buffer }

export function ociImage(layers: readonly LayerSpec[], architecture = 'amd64'): OciImage {
  const blobs = new Map<string, Buffer>();
  const add = (bytes: Buffer, mediaType: string): { mediaType: string; digest: string; size: number } => {
    blobs.set(sha256(bytes), bytes);
    return { mediaType, digest: sha256(bytes), size: bytes.length };
  };
  const config = add(Buffer.from(configOf(layers, architecture)), 'application/vnd.oci.image.config.v1+json');
  const stored = layers.map((layer) => add(pack(layer), `application/vnd.oci.image.layer.v1.tar${layer.packing === 'none' ? '' : `+${layer.packing ?? 'gzip'}`}`));
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers: stored }));
  const entry = { ...add(manifest, 'application/vnd.oci.image.manifest.v1+json'), platform: { os: 'linux', architecture }, annotations: { 'org.opencontainers.image.ref.name': 'one' } };
  return { blobs, manifest, index: Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [entry] })) };
}

export function writeLayout(folder: string, { blobs, index }: OciImage): void {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
  for (const [digest, bytes] of blobs) writeFileSync(join(folder, 'blobs/sha256', digest.slice(7)), bytes);
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, 'index.json'), index);
}

/** A dpkg status file. */
export const dpkg = (...packages: readonly string[]): string => packages.map((each) => `Package: ${each.split('=')[0]}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${each.split('=')[1]}\n`).join('\n');
export const OS_RELEASE = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\n';
