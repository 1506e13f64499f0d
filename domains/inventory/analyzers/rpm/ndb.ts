/** rpm's own database `Packages.db` (SUSE): slots that point at blobs; layout of rpm's lib/backend/ndb/rpmpkg.c. */
import { ByteReader } from '../shared/bytes.ts';
import { damaged } from '../shared/damaged.ts';

const MAGIC = 0x506d7052; // RpmP
const SLOT = 0x746f6c53; // Slot
const BLOB = 0x53626c42; // BlbS
const PAGE = 4096;
const BLOCK = 16;
const FIRST_SLOT = 32;

export const isNdb = (bytes: Uint8Array): boolean => bytes.length >= 4 && new ByteReader(bytes, true).u32() === MAGIC;

/** The header of every package. */
export function* ndbBlobs(bytes: Uint8Array): Generator<Uint8Array> {
  const head = new ByteReader(bytes, true).skip(4);
  const version = head.u32();
  if (version !== 0) damaged(`has version ${version} of the ndb format, 0 is read`);
  const slots = head.skip(4).u32() * PAGE;
  if (slots > bytes.length) damaged('ends before its slots do');
  for (let at = FIRST_SLOT; at + BLOCK <= slots; at += BLOCK) {
    const slot = new ByteReader(bytes, true).seek(at);
    if (slot.u32() !== SLOT) damaged(`slot at ${at} is damaged`);
    const [index, block] = [slot.u32(), slot.u32()];
    if (index === 0) continue;
    const blob = new ByteReader(bytes, true).seek(block * BLOCK);
    if (blob.u32() !== BLOB || blob.u32() !== index) damaged(`the data of package ${index} is damaged`);
    yield blob.skip(4).slice(blob.u32());
  }
}
