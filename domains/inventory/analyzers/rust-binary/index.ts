/** Programs built by `cargo auditable`: a list of crates, JSON packed by zlib, in the section .dep-v0 (https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md). */
import type { AnalyzerTools } from '#core/packages.ts';
import { beginsProgram, isProgram, MAX_PROGRAM_BYTES, readBinary } from '../shared/binary.ts';
import { ByteReader } from '../shared/bytes.ts';
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { list, own, parseJsonObject, string } from '../shared/structured.ts';

const SECTION = '.dep-v0';
const MAX_JSON = 8 * 1024 * 1024;

function read(bytes: Uint8Array, tools: AnalyzerTools): Entry[] {
  const section = readBinary(bytes)?.sections.find(({ name }) => name === SECTION);
  if (section === undefined) return [];
  const packed = new ByteReader(bytes, true).seek(section.offset).slice(section.size);
  if (packed.length < 6 || (packed[0]! & 0x0f) !== 8) damaged(`its section ${SECTION} is not packed by zlib`);
  const audit = parseJsonObject(tools.text(tools.inflateRaw(packed.subarray(2), MAX_JSON)));
  return list(own(audit, 'packages')).map((item) => ({
    name: string(own(item, 'name')), version: string(own(item, 'version')), ...(string(own(item, 'kind')) === 'build' ? { development: true } : {}),
  }));
}

export const analyzer = fileAnalyzer(
  { id: 'rust-binary', evidence: 'installed', purlType: 'cargo', maxBytes: MAX_PROGRAM_BYTES, wants: (path, size, mode) => (isProgram(path, size, mode) ? 'content' : false), begins: beginsProgram },
  (file, tools) => read(file.bytes, tools),
);
