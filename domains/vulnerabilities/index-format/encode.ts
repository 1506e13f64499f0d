/** The file of what a builder holds. */
import { DRAFT, DRAFT_AFFECTED, type DatabaseBuilder } from './builder.ts';
import { DIGEST_BYTES, type DatabaseCounts, type DigestTool, HEADER_AT, type Header, hex, MAGIC, PROBABILITY, REFERENCE_MASK, SECTIONS, type Section, type SectionName } from './layout.ts';
import { Tables, textHashes, walkData } from './tables.ts';

/**
 * The pieces of the file, in order. Equal input gives equal bytes.
 * @throws RangeError when there is more than the format can hold.
 */
export function encodeDatabase(builder: DatabaseBuilder, tools: DigestTool): readonly Uint8Array[] {
  const { places, offsets, bytes, texts } = builder.strings.finish(usedStrings(builder));
  if (texts.length > REFERENCE_MASK) throw new RangeError(`${texts.length} texts are more than the format holds`);
  const order = [...builder.current].sort(([a], [b]) => places[a]! - places[b]!);
  const tables = new Tables(builder, places, textHashes(offsets, bytes));
  for (const [, draft] of order) tables.addRecord(draft);
  tables.finishPackages();
  const parts: Record<SectionName, Uint8Array> = {
    stringOffsets: offsets.bytes(), strings: bytes.view(),
    records: tables.records.bytes(), links: tables.links.bytes(), packages: tables.packages.bytes(), affected: tables.affected.bytes(), data: tables.data.bytes(), ids: idTable(tables.ids),
    kev: words([...builder.kev].sort(([a], [b]) => a - b).flatMap(([key, entry]) => [key, entry.added, entry.due, Number(entry.ransomware)])),
    epss: words([...builder.epss].sort(([a], [b]) => a - b).flatMap(([key, entry]) => [key, Math.round(entry.probability * PROBABILITY), Math.round(entry.percentile * PROBABILITY)])),
    cold: tables.cold.view(),
  };
  return assemble(parts, { ...tables.counts(texts), kev: builder.kev.size, epss: builder.epss.size }, tools);
}

/** Records that were replaced leave texts behind. */
function usedStrings(builder: DatabaseBuilder): Uint8Array {
  const used = new Uint8Array(builder.strings.size);
  const use = (number: number): void => { used[number] = 1; };
  for (const [id, draft] of builder.current) {
    use(id);
    const at = (column: number): number => builder.drafts.at(draft * DRAFT.columns + column);
    for (let i = at(DRAFT.linksFrom); i < at(DRAFT.linksEnd); i++) use(builder.links.at(i) & REFERENCE_MASK);
    for (let row = at(DRAFT.affectedFrom); row < at(DRAFT.affectedEnd); row++) {
      const cell = (column: number): number => builder.affected.at(row * DRAFT_AFFECTED.columns + column);
      for (const column of [DRAFT_AFFECTED.ecosystem, DRAFT_AFFECTED.name, DRAFT_AFFECTED.canonicalEcosystem, DRAFT_AFFECTED.canonicalName]) use(cell(column));
      walkData(builder.data, cell(DRAFT_AFFECTED.dataFrom), (word, isReference) => { if (isReference) use(word & REFERENCE_MASK); });
    }
  }
  return used;
}

const words = (values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

function idTable(pairs: readonly (readonly [number, number])[]): Uint8Array {
  return words([...pairs].sort((a, b) => a[0] - b[0] || a[1] - b[1]).filter((pair, i, all) => i === 0 || pair[0] !== all[i - 1]![0] || pair[1] !== all[i - 1]![1]).flat());
}

function assemble(parts: Record<SectionName, Uint8Array>, counts: DatabaseCounts, tools: DigestTool): readonly Uint8Array[] {
  const padded = (size: number): number => Math.ceil(size / 8) * 8;
  const describe = (first: number): Uint8Array => {
    let offset = first;
    const sections = Object.fromEntries(SECTIONS.map((name) => {
      const section: Section = { offset, length: parts[name].length, ...digests[name]! };
      offset += padded(section.length);
      return [name, section];
    })) as Record<SectionName, Section>;
    const header: Header = { sections, counts };
    return new TextEncoder().encode(JSON.stringify(header));
  };
  const digests = Object.fromEntries(SECTIONS.map((name) => [name, { sha256: hex(tools.sha256(parts[name])), ...(tools.crc32 === undefined ? {} : { crc32: tools.crc32(parts[name]) }) }]));
  // The header holds offsets that depend on its own length: room for their digits is left by a first estimate.
  const first = padded(HEADER_AT + describe(0).length + SECTIONS.length * 16);
  const header = describe(first);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, header.length, true);
  const digest = tools.sha256(header);
  if (digest.length !== DIGEST_BYTES) throw new RangeError('the digest has the wrong length');
  const pieces = [MAGIC, digest, length, header, new Uint8Array(first - HEADER_AT - header.length)];
  for (const name of SECTIONS) pieces.push(parts[name], new Uint8Array(padded(parts[name].length) - parts[name].length));
  return pieces.filter((piece) => piece.length > 0);
}
