/** A file cut into pieces that can be parsed on their own, in the order of the file; large files as a stream. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { LIMITS } from '#core/limits.ts';
import { messageOf } from '#core/result.ts';
import { DocumentCutter } from './document-cutter.ts';
import { JsonCutter } from './json-cutter.ts';
import { type Cut, listReader, mebibytes } from './list-pieces.ts';
import { problem } from './types.ts';
import type { ManifestFile } from './walk.ts';
import { parseYaml } from './yaml.ts';

/** Up to this size a file is read at once, and JSON that turns out to be YAML can still be read as such. */
const WHOLE_FILE_BYTES = LIMITS.manifestDocumentBytes;
/** Read at once from a large file. */
const READ_BYTES = 256 * 1024;

const TOO_LARGE_YAML = `the YAML document is larger than ${mebibytes(LIMITS.manifestDocumentBytes)}; a list of this size can be read as JSON (kubectl get -o json)`;
const TOO_LARGE_FILE = `the file is larger than ${mebibytes(LIMITS.manifestFileBytes)}; the rest of it was not read`;

/** The first byte that is not a space, after a byte order mark, opens a JSON object or array. */
const looksLikeJson = (bytes: Buffer): boolean => /^(?:\u00ef\u00bb\u00bf)?[ \t\r\n]*[{[]/.test(bytes.toString('latin1', 0, 4096));

/** Null for text in UTF-8. Otherwise what it is instead. */
function otherEncoding(bytes: Buffer): string | null {
  const [a, b] = bytes;
  const isUtf16 = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (bytes.length > 1 && (a === 0) !== (b === 0));
  return isUtf16 ? 'the file is in UTF-16; save it as UTF-8' : null;
}

/** Pieces of text that is in memory. */
export function cutText(file: string, bytes: Buffer): readonly Cut[] {
  const cuts: Cut[] = [];
  const other = otherEncoding(bytes);
  if (other !== null) return [problem({ file, document: 1, line: 1 }, other)];
  const cutter = documents(file, cuts);
  cutter.push(bytes);
  cutter.end();
  return cuts;
}

function documents(file: string, cuts: Cut[]): DocumentCutter {
  // One YAML document may hold several JSON values, which count as documents of their own.
  let more = 0, stopped = false;
  return new DocumentCutter(({ bytes, document: cutNumber, line }) => {
    const document = cutNumber + more;
    const source = { file, document, line };
    if (document > LIMITS.manifestDocuments) {
      if (!stopped) cuts.push(problem(source, `more than ${LIMITS.manifestDocuments} documents in one file; the rest was not read`));
      stopped = true;
    } else if (bytes === null) cuts.push(problem(source, TOO_LARGE_YAML));
    else if (looksLikeJson(bytes)) {
      const values = cutJsonDocument(bytes, source);
      for (const value of values) cuts.push(value);
      more += (values.at(-1)?.source.document ?? document) - document;
    } else cuts.push({ bytes, format: 'yaml', source });
  });
}

/**
 * A document that begins like JSON: cut as JSON; where it is not JSON after all it is YAML in flow style, as kubectl
 * takes it (k8s.io/apimachinery/pkg/util/yaml, YAMLOrJSONDecoder).
 */
function cutJsonDocument(bytes: Buffer, source: { file: string; document: number; line: number }): readonly Cut[] {
  const cuts: Cut[] = [];
  let failure: string | undefined;
  const cutter = new JsonCutter(listReader(source, cuts, (reason) => { failure = reason; }));
  cutter.push(bytes);
  cutter.end();
  if (failure === undefined) return cuts;
  const asYaml = parseYaml(bytes.toString());
  if (asYaml.ok) return [{ bytes, format: 'yaml', source }];
  return [...cuts, problem({ ...source, line: source.line + asYaml.line }, `not valid JSON: ${failure}`)];
}

/** Pieces of a file or of standard input. Their bytes are valid until the next are asked for. */
export async function* cutFile(file: ManifestFile, stdin: AsyncIterable<Buffer | string>): AsyncGenerator<readonly Cut[]> {
  try {
    if (file.path !== '-' && file.bytes > 0 && file.bytes <= WHOLE_FILE_BYTES) {
      yield cutText(file.path, readFileSync(file.path));
      return;
    }
    yield* cutStream(file.path, file.path === '-' ? stdin : readChunks(file.path));
  } catch (error) {
    yield [problem({ file: file.path, document: 1 }, `cannot be read: ${messageOf(error)}`)];
  }
}

/** The bytes of a file, always in the same memory. */
function* readChunks(path: string): Generator<Buffer> {
  const memory = Buffer.allocUnsafeSlow(READ_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let size = readSync(file, memory); size > 0; size = readSync(file, memory)) yield memory.subarray(0, size);
  } finally {
    closeSync(file);
  }
}

function jsonStream(file: string, cuts: Cut[]): JsonCutter {
  return new JsonCutter(listReader({ file, document: 1, line: 1 }, cuts, (reason, document, line) => {
    cuts.push(problem({ file, document, line }, `not valid JSON: ${reason}; the rest of the file was not read`));
  }));
}

async function* cutStream(file: string, chunks: AsyncIterable<Buffer | string> | Iterable<Buffer>): AsyncGenerator<readonly Cut[]> {
  const head: Buffer[] = [];
  let size = 0;
  const cuts: Cut[] = [];
  let cutter: JsonCutter | DocumentCutter | null = null;
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > LIMITS.manifestFileBytes) {
      yield [problem({ file, document: 1 }, TOO_LARGE_FILE)];
      return;
    }
    if (cutter !== null) cutter.push(bytes);
    else {
      head.push(Buffer.from(bytes));
      if (size <= WHOLE_FILE_BYTES) continue;
      const start = Buffer.concat(head);
      const other = otherEncoding(start);
      if (other !== null) {
        yield [problem({ file, document: 1, line: 1 }, other)];
        return;
      }
      cutter = looksLikeJson(start) ? jsonStream(file, cuts) : documents(file, cuts);
      cutter.push(start);
    }
    if (cuts.length > 0) yield cuts.splice(0);
    if (cutter instanceof JsonCutter && cutter.stopped) return;
  }
  if (cutter === null) yield cutText(file, Buffer.concat(head));
  else {
    cutter.end();
    yield cuts;
  }
}
