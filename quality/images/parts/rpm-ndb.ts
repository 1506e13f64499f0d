/**
 * rpm's own database format, as SUSE uses it: `Packages.db` (rpm, lib/backend/ndb/rpmpkg.c). Little-endian. Pages of slots
 * first; each slot says in which blocks of 16 bytes the blob of a package lies; each blob has a head and a tail.
 */
const PAGE = 4096, BLOCK = 16, SLOT = 16, HEADER = 32, BLOB_HEAD = 16, BLOB_TAIL = 12;
const MAGIC = { file: 'RpmP', slot: 'Slot', head: 'BlbS', tail: 'BlbE' };
const GENERATION = 1;

/** Adler-32 (RFC 1950, 8.2). */
function adler32(bytes: Buffer): number {
  let a = 1, b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

function words(text: string, ...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * values.length);
  bytes.write(text, 'latin1');
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 + 4 * index);
  return bytes;
}

function blob(index: number, data: Buffer): Buffer {
  const size = Math.ceil((BLOB_HEAD + data.length + BLOB_TAIL) / BLOCK) * BLOCK;
  const body = Buffer.concat([words(MAGIC.head, index, GENERATION, data.length), data], size - BLOB_TAIL);
  const tail = Buffer.alloc(BLOB_TAIL);
  tail.writeUInt32LE(adler32(body), 0);
  tail.writeUInt32LE(data.length, 4);
  tail.write(MAGIC.tail, 8, 'latin1');
  return Buffer.concat([body, tail]);
}

/** The file. Blobs are laid out in falling order of their numbers, with a hole, so that a reader must follow the slots. */
export function ndbFile(headers: ReadonlyMap<number, Buffer>): Buffer {
  const pages = Math.ceil((HEADER + SLOT * headers.size) / PAGE);
  const slots = Buffer.concat([
    Buffer.concat([words(MAGIC.file, 0, GENERATION, pages, Math.max(...headers.keys()) + 1)], HEADER),
    ...Array.from({ length: (pages * PAGE - HEADER) / SLOT }, () => words(MAGIC.slot, 0, 0, 0)),
  ]);
  const blobs: Buffer[] = [Buffer.alloc(BLOCK)];
  let at = slots.length + BLOCK, slot = HEADER;
  for (const [index, data] of [...headers].reverse()) {
    const bytes = blob(index, data);
    words(MAGIC.slot, index, at / BLOCK, bytes.length / BLOCK).copy(slots, slot);
    blobs.push(bytes);
    at += bytes.length;
    slot += SLOT;
  }
  return Buffer.concat([slots, ...blobs]);
}
