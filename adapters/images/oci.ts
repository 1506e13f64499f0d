/** Images as the OCI image specification and Docker's schema 2 describe them, from any source of blobs. */
import { arch } from 'node:process';
import { LIMITS } from '#core/limits.ts';
import type { BlobSource, Descriptor, FileRange, Image, ImageLayer, Platform } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';

const MANIFEST_TYPES: ReadonlySet<string> = new Set(['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json']);
const CONFIG_TYPES: ReadonlySet<string> = new Set(['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json', 'application/octet-stream', 'text/html', 'application/json']);
const NESTING = 4;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): Record<string, string> => Object.fromEntries(Object.entries(isObject(value) ? value : {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
const bad = (message: string): never => { throw new ProblemError('image.malformed', message); };

/** A JSON object. @throws ProblemError `image.malformed` */
export function parseJson(bytes: Uint8Array, what: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (error) {
    return bad(`${what} is not valid JSON: ${messageOf(error)}`);
  }
  return isObject(value) ? value : bad(`${what} is no JSON object`);
}

const DIGEST = /^sha256:[0-9a-f]{64}$|^sha512:[0-9a-f]{128}$/;

/** @throws ProblemError `image.malformed` */
export function readDescriptor(value: unknown, what: string): Descriptor {
  const item = isObject(value) ? value : bad(`${what} is missing`);
  const [digest, size] = [text(item['digest']), item['size']];
  if (!DIGEST.test(digest)) bad(`${what} has no usable digest`);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) bad(`${what} has no usable size`);
  const platform = item['platform'];
  return {
    mediaType: text(item['mediaType']), digest, size: size as number, annotations: texts(item['annotations']),
    ...(isObject(platform) ? { platform: platformOf(platform) } : {}),
  };
}

function platformOf(value: Json): Platform {
  const variant = text(value['variant']);
  return { os: text(value['os']), architecture: text(value['architecture']), ...(variant === '' ? {} : { variant }) };
}

const platformText = ({ os, architecture, variant }: Platform): string => [os, architecture, variant].filter((part) => part !== undefined && part !== '').join('/');

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
/** Linux on the processor of this machine: containers on other systems run in a Linux too. */
const hostPlatform = (): Platform => ({ os: 'linux', architecture: ARCHITECTURES[arch] ?? arch });

/** `linux/arm64/v8`, or just `arm64`. @throws ProblemError `image.platform` */
export function parsePlatform(given: string): Platform {
  const parts = given.toLowerCase().split('/');
  if (!/^[a-z0-9_.-]+(?:\/[a-z0-9_.-]+){0,2}$/.test(given.toLowerCase())) throw new ProblemError('image.platform', `--platform ${given}: write it as os/architecture, for example linux/arm64`);
  const [os, architecture, variant] = parts.length === 1 ? ['linux', parts[0]!] : [parts[0]!, parts[1]!, parts[2]];
  return { os, architecture: ARCHITECTURES[architecture] ?? architecture, ...(variant === undefined ? {} : { variant }) };
}

export interface OpenOptions { readonly platform?: Platform }

/**
 * Opens an image. Of an index of several platforms the asked one is taken, or that of this machine where none was asked
 * for; where neither is there, and only one other is, that one. A source of which no image can be opened is closed.
 * @throws ProblemError
 */
export async function openImage(source: BlobSource, options: OpenOptions): Promise<Image> {
  try {
    return await imageOf(source, options);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function imageOf(source: BlobSource, options: OpenOptions): Promise<Image> {
  const { reference, descriptors } = await source.root();
  const manifest = await choose(source, descriptors, reference, options, 0);
  const body = parseJson(await source.read(manifest), `the manifest of ${reference}`);
  const configType = text(isObject(body['config']) ? body['config']['mediaType'] : '');
  if (!isObject(body['config'])) bad(`${reference} is no image: its manifest names no configuration (media type ${text(body['mediaType']) || manifest.mediaType || 'not given'})`);
  if (!CONFIG_TYPES.has(configType)) throw new ProblemError('image.artifact', `${reference} is no container image but an artifact of type ${text(body['artifactType']) || configType}`);
  const configDescriptor = readDescriptor(body['config'], `the configuration of ${reference}`);
  const config = parseJson(await source.read(configDescriptor), `the configuration of ${reference}`);
  const layers = Array.isArray(body['layers']) ? body['layers'].map((each, index) => readDescriptor(each, `layer ${index + 1} of ${reference}`)) : bad(`the manifest of ${reference} names no layers`);
  const bytes = layers.filter(({ size }) => size <= LIMITS.layerBytes).reduce((sum, { size }) => sum + size, 0);
  if (bytes > LIMITS.archiveBytes) throw new ProblemError('image.limit', `${reference}: its layers have ${bytes.toLocaleString('en')} bytes together, more than the ${LIMITS.archiveBytes.toLocaleString('en')} that are read`);
  return describeImage({
    reference, digest: manifest.digest, configDigest: configDescriptor.digest, config, tags: [], annotations: texts(body['annotations']),
    layers: layers.map((descriptor) => ({ digest: descriptor.digest, mediaType: descriptor.mediaType, size: descriptor.size, open: () => fileOf(source, descriptor), release: () => source.release(descriptor) })),
    close: () => source.close(),
  });
}

/** A registry may say that a layer has any size, and send it. */
async function fileOf(source: BlobSource, descriptor: Descriptor): Promise<FileRange> {
  if (descriptor.size > LIMITS.layerBytes) throw new ProblemError('image.limit', `${descriptor.digest} has ${descriptor.size.toLocaleString('en')} bytes, more than the ${LIMITS.layerBytes.toLocaleString('en')} that are read`);
  return await source.file(descriptor);
}

type Stored = Omit<ImageLayer, 'diffId' | 'createdBy'>;
interface Parts { readonly reference: string; readonly digest: string; readonly configDigest: string; readonly config: Json; readonly tags: readonly string[]; readonly annotations: Record<string, string>; readonly layers: readonly Stored[]; close(): Promise<void> }

/** The image from its configuration and its layers. @throws ProblemError `image.malformed` */
export function describeImage({ config, layers, reference, annotations, ...rest }: Parts): Image {
  if (layers.length > LIMITS.imageLayers) bad(`${reference} has ${layers.length} layers; ${LIMITS.imageLayers} are read`);
  const rootfs = config['rootfs'];
  const diffIds = isObject(rootfs) && Array.isArray(rootfs['diff_ids']) ? rootfs['diff_ids'].map(text) : [];
  if (diffIds.length > 0 && diffIds.length !== layers.length) bad(`${reference}: the configuration names ${diffIds.length} layers, the manifest ${layers.length}`);
  const history = (Array.isArray(config['history']) ? config['history'] : []).filter((each): each is Json => isObject(each) && each['empty_layer'] !== true);
  const inner = config['config'];
  return {
    ...rest, reference, platform: platformOf(config), created: text(config['created']) || null,
    labels: { ...annotations, ...texts(isObject(inner) ? inner['Labels'] : undefined) },
    layers: layers.map((layer, index) => {
      const createdBy = history.length === layers.length ? text(history[index]!['created_by']) : '';
      return { ...layer, diffId: DIGEST.test(diffIds[index] ?? '') ? diffIds[index]! : '', ...(createdBy === '' ? {} : { createdBy }) };
    }),
  };
}

async function choose(source: BlobSource, descriptors: readonly Descriptor[], reference: string, options: OpenOptions, depth: number): Promise<Descriptor> {
  if (depth > NESTING) bad(`the indexes of ${reference} are nested deeper than ${NESTING}`);
  // Build attestations stand in indexes as manifests of an unknown platform.
  const images = descriptors.filter(({ annotations, platform }) => annotations?.['vnd.docker.reference.type'] === undefined && platform?.os !== 'unknown');
  const one = pick(images, reference, options);
  if (MANIFEST_TYPES.has(one.mediaType)) return one;
  const body = parseJson(await source.read(one), `the index of ${reference}`);
  if (!Array.isArray(body['manifests'])) return one;
  return await choose(source, await present(source, body['manifests'].map((each) => readDescriptor(each, `an entry in the index of ${reference}`))), reference, options, depth + 1);
}

/** Of the images of an index those that are there: often only one platform is pulled. All of them where none is, so that it is said which is missing. */
async function present(source: BlobSource, all: readonly Descriptor[]): Promise<readonly Descriptor[]> {
  if (source.has === undefined || all.length > LIMITS.imageLayers) return all;
  const there = await Promise.all(all.map(async (each) => await source.has!(each)));
  return there.includes(true) ? all.filter((_, index) => there[index]) : all;
}

function pick(images: readonly Descriptor[], reference: string, { platform }: OpenOptions): Descriptor {
  const [first] = images;
  if (first === undefined) return bad(`${reference} holds no image`);
  if (images.length === 1 && (platform === undefined || first.platform === undefined || matches(first.platform, platform))) return first;
  const named = images.filter((each) => each.platform !== undefined);
  const found = named.find((each) => matches(each.platform!, platform ?? hostPlatform()));
  if (found !== undefined) return found;
  const list = images.map((each) => (each.platform === undefined ? each.annotations?.['org.opencontainers.image.ref.name'] ?? each.digest : platformText(each.platform))).slice(0, 20).join(', ');
  throw new ProblemError('image.platform', platform === undefined
    ? `${reference} holds ${images.length} images: name one with --platform (or its tag with --image): ${list}`
    : `${reference} has no image for ${platformText(platform)}; it has ${list}`);
}

const matches = (has: Platform, want: Platform): boolean => has.os === want.os && has.architecture === want.architecture && (want.variant === undefined || has.variant === want.variant);
