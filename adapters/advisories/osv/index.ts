/**
 * OSV records from a directory, a .zip, .ndjson, .ndjson.gz (or .jsonl) or .json file. A bad record is told and spoils only
 * itself.
 */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Advisory } from '#core/advisories.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { unpacked } from '../gunzip.ts';
import { LIMITS } from '../limits.ts';
import { lines } from '../lines.ts';
import { zipEntries } from '../zip/index.ts';
import { readRecord } from './record.ts';

export interface RecordProblem { readonly where: string; readonly message: string }

/**
 * @param problem told of every record that could not be read
 * @throws ProblemError `advisories.unreadable` where the source as a whole cannot be read
 */
export async function* readOsv(path: string, problem: (problem: RecordProblem) => void): AsyncGenerator<Advisory> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new ProblemError('advisories.unreadable', `${path}: no such file or directory`);
  const take = (text: string, where: string): Advisory | null => parse(text, where, problem);
  let records = 0;
  for await (const { text, where } of stat.isDirectory() ? ofDirectory(path, 0, problem) : ofFile(path, problem)) {
    if (++records > LIMITS.records) throw new ProblemError('advisories.unreadable', `${path}: more than ${LIMITS.records} records`);
    const advisory = take(text, where);
    if (advisory !== null) yield advisory;
  }
}

interface Piece { readonly text: string; readonly where: string }

function parse(text: string, where: string, problem: (problem: RecordProblem) => void): Advisory | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    problem({ where, message: `is not JSON: ${messageOf(error)}` });
    return null;
  }
  const result = readRecord(value);
  if (result.ok) return result.value;
  problem({ where, message: result.error.message });
  return null;
}

function ofFile(path: string, problem: (problem: RecordProblem) => void): AsyncGenerator<Piece> {
  if (path.endsWith('.zip')) return ofZip(path, problem);
  if (/\.(?:ndjson|jsonl)(?:\.gz)?$/.test(path)) return ofLines(path, problem);
  if (path.endsWith('.json')) return ofJson(path, problem);
  throw new ProblemError('advisories.unreadable', `${path}: unknown kind of file; give a directory, .zip, .ndjson, .ndjson.gz or .json`);
}

async function* ofZip(path: string, problem: (problem: RecordProblem) => void): AsyncGenerator<Piece> {
  const limits = { entries: LIMITS.records, entryBytes: LIMITS.recordBytes, directoryBytes: LIMITS.directoryBytes };
  for (const entry of zipEntries(path, limits)) {
    const where = `${path}:${entry.name}`;
    if (entry.bytes === null) problem({ where, message: entry.problem });
    else if (entry.name.endsWith('.json')) yield { text: entry.bytes.toString('utf8'), where };
  }
}

async function* ofLines(path: string, problem: (problem: RecordProblem) => void): AsyncGenerator<Piece> {
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 });
  let number = 0;
  for await (const batch of lines(path.endsWith('.gz') ? unpacked(file, path, LIMITS.unpackedBytes) : file, LIMITS.recordBytes)) {
    for (const { text, bytes } of batch) {
      number += 1;
      if (text === null) problem({ where: `${path}:${number}`, message: `the line has ${bytes} bytes, more than ${LIMITS.recordBytes}` });
      else if (text.trim() !== '') yield { text, where: `${path}:${number}` };
    }
  }
}

async function* ofJson(path: string, problem: (problem: RecordProblem) => void): AsyncGenerator<Piece> {
  const { size } = statSync(path);
  if (size > LIMITS.recordBytes) problem({ where: path, message: `has ${size} bytes, more than ${LIMITS.recordBytes}` });
  else yield { text: readFileSync(path, 'utf8'), where: path };
}

/** Links are not followed: a record lies where it is. */
async function* ofDirectory(path: string, depth: number, problem: (problem: RecordProblem) => void): AsyncGenerator<Piece> {
  if (depth > LIMITS.depth) throw new ProblemError('advisories.unreadable', `${path}: nested deeper than ${LIMITS.depth} directories`);
  for await (const entry of await opendir(path)) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) yield* ofDirectory(child, depth + 1, problem);
    else if (entry.isFile() && /\.(?:json|zip|ndjson|jsonl|ndjson\.gz|jsonl\.gz)$/.test(entry.name)) yield* ofFile(child, problem);
  }
}
