/** Documents about images: indexes, manifests, configurations, lists of Docker archives; references and challenges. */
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { BlobSource, Descriptor } from '#core/ports/images.ts';
import { parseReference, referenceText } from '#core/references.ts';
import { findImage, similar } from '#adapters/containerd/names.ts';
import { openDockerArchive } from '#adapters/images/docker-archive.ts';
import { openImage, parsePlatform } from '#adapters/images/oci.ts';
import { dockerArchive, ociImage } from '#adapters/images/testing/image.ts';
import { tar } from '#adapters/images/testing/tar.ts';
import { parseChallenge } from '#adapters/registries/oci/tokens.ts';
import { bytesLike, documentLike, expected, type FuzzTarget, holds, target } from './target.ts';

const image = ociImage([{ tar: tar({ name: 'a', content: 'b' }) }, { tar: tar({ name: 'c' }), packing: 'zstd' }]);
const json = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));
const manifest = json(image.manifest) as { readonly config: Descriptor };
const config = json(image.blobs.get(manifest.config.digest)!);
const platforms = { schemaVersion: 2, manifests: ['amd64', 'arm64', 'unknown'].map((architecture) => ({ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: `sha256:${'1'.repeat(64)}`, size: 2, platform: { os: architecture === 'unknown' ? 'unknown' : 'linux', architecture }, annotations: { a: 'b' } })) };

/** An index, a manifest and a configuration, whatever their digests should be. */
function source(index: unknown, body: unknown, settings: unknown): BlobSource {
  const answers = [index, body, settings];
  const digest = `sha256:${createHash('sha256').update('x').digest('hex')}`;
  return {
    root: async () => ({ reference: 'r', descriptors: [{ mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: 1 }] }),
    read: async () => Buffer.from(JSON.stringify(answers.shift() ?? settings) ?? ''),
    file: async () => ({ path: '/dev/null', offset: 0, size: 0 }), release: async () => undefined, close: async () => undefined,
  };
}

async function open(documents: readonly unknown[], platform?: string): Promise<void> {
  try {
    const opened = await openImage(source(documents[0], documents[1], documents[2]), platform === undefined ? {} : { platform: parsePlatform(platform) });
    for (const layer of opened.layers) holds(/^sha(?:256|512):[0-9a-f]+$/.test(layer.digest) && layer.size >= 0, 'a layer has no usable digest');
    holds(Object.values(opened.labels).every((each) => typeof each === 'string') && (opened.created === null || typeof opened.created === 'string'), 'a label is no text');
  } catch (error) {
    expected(error);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'breakwater-fuzz-'));
/** Where the files of these targets lie; to be deleted at the end. */
export const filesOfDocuments = folder;
const archives = [dockerArchive([{ tar: tar({ name: 'a' }) }]), tar({ name: 'manifest.json', content: '[{"Config":"c","RepoTags":["a:1"],"Layers":["l","l"]}]' }, { name: 'c', content: '{"os":"linux","rootfs":{"diff_ids":[]}}' }, { name: 'l', type: '2', linkName: 'm' })];

const word = fc.oneof(fc.constantFrom('docker.io', 'localhost:5000', 'library', 'nginx', 'latest', `sha256:${'a'.repeat(64)}`, 'A', '..', '[::1]:5', '@', ':', '/'), fc.string({ unit: 'grapheme', maxLength: 6 }));
const reference = fc.array(fc.tuple(word, fc.constantFrom('/', ':', '@', '')), { maxLength: 6 }).map((parts) => parts.flat().join(''));
const challenge = fc.array(fc.oneof(fc.constantFrom('Bearer', 'Basic', ' ', ',', '=', '"', 'realm="https://a/b"', 'service=x', 'scope="repository:a:pull,push"'), fc.string({ maxLength: 8 })), { maxLength: 12 }).map((parts) => parts.join(''));
const STORED = ['docker.io/library/nginx:latest', `sha256:${'a'.repeat(64)}`, 'quay.io/a/b@sha256:1'].map((name) => ({ name, target: { mediaType: '', digest: `sha256:${'a'.repeat(64)}`, size: 1 } }));

export const documents: readonly FuzzTarget[] = [
  target('OCI documents', 6, fc.tuple(documentLike([json(image.index), platforms]), documentLike([manifest]), documentLike([config])), open),
  target('platform', 1, fc.oneof(fc.constantFrom('linux/arm64/v8', 'amd64', '//', 'LINUX/x64'), fc.string({ maxLength: 20 })), (text) => open([platforms, manifest, config], text)),
  target('Docker archive', 1, bytesLike(archives), async (bytes) => {
    const path = join(folder, `${process.pid}.tar`);
    writeFileSync(path, bytes);
    try {
      const opened = await openDockerArchive(path, folder);
      for (const layer of opened.layers) await layer.open();
      await opened.close();
    } catch (error) {
      expected(error);
    }
  }),
  target('reference', 4, reference, (text) => {
    try {
      const read = parseReference(text);
      holds(referenceText(parseReference(referenceText(read))) === referenceText(read), 'a reference changes when it is read again');
      holds(!read.repository.split('/').includes('..') && !/[\s"\\]/.test(referenceText(read)), 'a reference holds what no URL may');
    } catch (error) {
      expected(error);
    }
  }),
  target('names in containerd', 1, reference, (text) => {
    try {
      findImage(STORED, text);
      similar(STORED, text);
    } catch (error) {
      expected(error);
    }
  }),
  target('challenge', 4, challenge, (text) => {
    const read = parseChallenge(text);
    holds(read === null || ['bearer', 'basic'].includes(read.scheme), 'a challenge of no known scheme');
  }),
];
