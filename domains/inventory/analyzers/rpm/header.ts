/**
 * The header of one package as rpm keeps it in its database: an index of tags and a store
 * (https://rpm-software-management.github.io/rpm/manual/format_header.html). Big-endian always.
 */
import { ByteReader } from '../shared/bytes.ts';
import { damaged } from '../shared/damaged.ts';

const TAG = { name: 1000, version: 1001, release: 1002, epoch: 1003, license: 1014, arch: 1022, sourceRpm: 1044, dirIndexes: 1116, baseNames: 1117, dirNames: 1118, modularity: 5096 } as const;
const WANTED: ReadonlySet<number> = new Set(Object.values(TAG));
const INT32 = 4;
const STRING_TYPES: ReadonlySet<number> = new Set([6, 8, 9]);
/** rpm's own limits (lib/header.c): 0xffff tags in signatures, 256 MiB of data. */
const MAX_TAGS = 0x10000;
const MAX_FILES = 1_000_000;
const utf8 = new TextDecoder();

interface Tag { readonly type: number; readonly offset: number; readonly count: number }

export interface RpmHeader {
  readonly name: string;
  /** `[epoch:]version-release`; an epoch of 0 is left out. */
  readonly version: string;
  readonly epoch: number;
  readonly architecture: string;
  readonly license: string;
  readonly sourceRpm: string;
  readonly modularity: string;
  readonly files: readonly string[];
}

class Header {
  private readonly tags = new Map<number, Tag>();
  private readonly store: Uint8Array;

  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes, false);
    const [count, length] = [reader.u32(), reader.u32()];
    if (count > MAX_TAGS) damaged(`the header of a package has ${count} tags`);
    for (let i = 0; i < count; i += 1) {
      const [tag, type, offset, items] = [reader.u32(), reader.u32(), reader.u32(), reader.u32()];
      if (WANTED.has(tag) && !this.tags.has(tag)) this.tags.set(tag, { type, offset, count: items });
    }
    this.store = reader.slice(length);
  }

  text(tag: number): string { return this.texts(tag, 1)[0] ?? ''; }

  texts(tag: number, most = MAX_FILES): string[] {
    const found = this.tags.get(tag);
    if (found === undefined) return [];
    if (!STRING_TYPES.has(found.type)) damaged(`tag ${tag} of a package is no text`);
    const texts: string[] = [];
    let at = found.offset;
    for (let i = 0; i < Math.min(found.count, most); i += 1) {
      const end = this.store.indexOf(0, at);
      if (end < 0 || at > this.store.length) damaged(`tag ${tag} of a package runs past its header`);
      texts.push(utf8.decode(this.store.subarray(at, end)));
      at = end + 1;
    }
    return texts;
  }

  numbers(tag: number): number[] {
    const found = this.tags.get(tag);
    if (found === undefined) return [];
    if (found.type !== INT32) damaged(`tag ${tag} of a package is no number`);
    if (found.count > MAX_FILES) damaged(`tag ${tag} of a package has ${found.count} values`);
    const reader = new ByteReader(this.store, false).seek(found.offset);
    return Array.from({ length: found.count }, () => reader.u32());
  }

  /** rpm writes paths as folders, an index into them a file, and base names. */
  files(): string[] {
    const folders = this.texts(TAG.dirNames).map((folder) => folder.replace(/^\/+/, ''));
    const indexes = this.numbers(TAG.dirIndexes);
    return this.texts(TAG.baseNames).map((base, i) => `${folders[indexes[i] ?? -1] ?? ''}${base}`);
  }
}

/** Reads a header; undefined for the keys (`gpg-pubkey`) that rpm keeps among its packages. */
export function readHeader(bytes: Uint8Array): RpmHeader | undefined {
  const header = new Header(bytes);
  const [name, version, release] = [header.text(TAG.name), header.text(TAG.version), header.text(TAG.release)];
  if (name === 'gpg-pubkey') return undefined;
  if (name === '' || version === '') damaged('the header of a package has no name or no version');
  const epoch = header.numbers(TAG.epoch)[0] ?? 0;
  return {
    name, epoch, version: `${epoch === 0 ? '' : `${epoch}:`}${version}${release === '' ? '' : `-${release}`}`,
    architecture: header.text(TAG.arch), license: header.text(TAG.license), sourceRpm: header.text(TAG.sourceRpm),
    modularity: header.text(TAG.modularity), files: header.files(),
  };
}
