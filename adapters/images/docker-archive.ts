/** What `docker save` writes: a tar with manifest.json. https://github.com/moby/moby/blob/master/image/spec/spec.md */
import { createHash } from 'node:crypto';
import type { Image } from '#core/ports/images.ts';
import { ProblemError } from '#core/result.ts';
import { type Archive, openArchive } from './archive.ts';
import { describeImage, parseJson } from './oci.ts';

interface Listed { readonly config: string; readonly layers: readonly string[]; readonly tags: readonly string[] }

/** `name`: the tag to take where the archive holds several images. @throws ProblemError */
export async function openDockerArchive(file: string, cacheFolder: string, name?: string): Promise<Image> {
  const archive = await openArchive(file, cacheFolder);
  try {
    return await describe(archive, file, name);
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function describe(archive: Archive, file: string, name: string | undefined): Promise<Image> {
  if (archive.count === 0) {
    return describeImage({ reference: file, digest: '', configDigest: '', config: {}, tags: [], annotations: {}, layers: [], close: () => archive.close() });
  }
  if (archive.find('manifest.json') === undefined) {
    const hint = archive.find('index.json') === undefined ? '' : '; it looks like oci-archive:';
    throw new ProblemError('image.malformed', `${file}: holds no manifest.json, so it is not what docker save writes${hint}`);
  }
  const { config, layers, tags } = choose(listed(await archive.read('manifest.json'), file), file, name);
  const bytes = await archive.read(config);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  // Since its first days the archive names the configuration by its digest.
  const named = /([0-9a-f]{64})(?:\.json)?$/.exec(config)?.[1];
  if (named !== undefined && `sha256:${named}` !== digest) throw new ProblemError('image.digest', `${file}: the configuration has the digest ${digest}, not sha256:${named} as its name says`);
  return describeImage({
    reference: tags[0] ?? file, digest, configDigest: digest, config: parseJson(bytes, `${config} in ${file}`), tags, annotations: {},
    layers: layers.map((path) => ({
      digest: '', mediaType: '', size: archive.find(path)?.size ?? 0, release: async () => undefined,
      open: async () => archive.find(path) ?? missing(`${path} is not in ${file}`),
    })),
    close: () => archive.close(),
  });
}

const missing = (message: string): never => { throw new ProblemError('image.malformed', message); };

function listed(bytes: Uint8Array, file: string): Listed[] {
  // The document is a list; the parser for objects is given it as a member.
  const { list } = parseJson(Buffer.concat([Buffer.from('{"list":'), bytes, Buffer.from('}')]), `manifest.json in ${file}`);
  const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []);
  return (Array.isArray(list) ? list : []).map((each: unknown) => {
    const { Config: config, Layers: layers, RepoTags: tags } = (each ?? {}) as { readonly Config?: unknown; readonly Layers?: unknown; readonly RepoTags?: unknown };
    if (typeof config !== 'string') return missing(`manifest.json in ${file} names no configuration`);
    if (!Array.isArray(layers) && layers !== null && layers !== undefined) return missing(`manifest.json in ${file} names no layers`);
    return { config, layers: strings(layers), tags: strings(tags) };
  });
}

function choose(images: readonly Listed[], file: string, name: string | undefined): Listed {
  const tags = images.flatMap((each) => each.tags).slice(0, 20).join(', ');
  const found = name === undefined ? images : images.filter((each) => each.tags.includes(name));
  if (images.length === 0) return missing(`${file}: its manifest.json names no image`);
  if (found.length === 1) return found[0]!;
  throw new ProblemError('image.several', name === undefined ? `${file} holds ${images.length} images; name one with --image: ${tags}` : `${file} holds no image ${name}; it has ${tags === '' ? 'none with a tag' : tags}`);
}
