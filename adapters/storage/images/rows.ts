/** Records of images as rows, and back. */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import type { ImageEventRecord, ImageEventWrite, ImageRecord, MatchRecord, PackageRecord } from '#core/ports/images-store.ts';
import { SEVERITIES, type Severity, severityRank } from '#core/words.ts';
import type { ImageEventTable, ImageMatchTable, ImagePackageTable, ImageTable } from './tables.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** What one scan may unpack to. */
const MAX_DETAIL = 512 * 1024 * 1024;

const rank = (severity: Severity | null): number | null => (severity === null ? null : severityRank(severity));
const severityOf = (value: number | null): Severity | null => (value === null ? null : SEVERITIES[value] ?? null);

export function imageRow(r: ImageRecord): ImageTable {
  const { scan } = r;
  return {
    id: r.id, digest: r.digest, state: r.state, reason: r.reason, since: r.since, retry_at: r.retryAt, attempts: r.attempts, first_seen_at: r.firstSeenAt, matched_at: r.matchedAt,
    scanned_at: scan?.at ?? null, tools: scan?.tools ?? null, platform: scan?.platform ?? null, operating_system: scan?.operatingSystem ?? null, created_at: scan?.createdAt ?? null,
    size: scan?.size ?? null, packages: scan?.packages ?? null, unread: scan?.unread ?? null, contents: scan === null ? null : packContents(scan.contents, scan.contentsSince),
  };
}

export function imageRecord(row: ImageTable): ImageRecord {
  const scan = row.scanned_at === null ? null : {
    at: row.scanned_at, tools: row.tools ?? '', platform: row.platform, operatingSystem: row.operating_system, createdAt: row.created_at, size: row.size, packages: row.packages ?? 0, unread: row.unread ?? 0,
    ...unpackContents(row.contents),
  };
  return { id: row.id, digest: row.digest, state: row.state, reason: row.reason, since: row.since, retryAt: row.retry_at, attempts: row.attempts, firstSeenAt: row.first_seen_at, matchedAt: row.matched_at, scan };
}

function packContents(ids: Uint32Array, since: Uint32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(ids.length * 8));
  for (let i = 0; i < ids.length; i++) {
    view.setUint32(i * 8, ids[i] ?? 0, true);
    view.setUint32(i * 8 + 4, since[i] ?? 0, true);
  }
  return new Uint8Array(view.buffer);
}

function unpackContents(bytes: Uint8Array | null): { contents: Uint32Array; contentsSince: Uint32Array } {
  const count = Math.floor((bytes?.byteLength ?? 0) / 8);
  const contents = new Uint32Array(count), contentsSince = new Uint32Array(count);
  if (bytes !== null) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < count; i++) {
      contents[i] = view.getUint32(i * 8, true);
      contentsSince[i] = view.getUint32(i * 8 + 4, true);
    }
  }
  return { contents, contentsSince };
}

export const pack = (value: unknown): Promise<Uint8Array> => compress(Buffer.from(JSON.stringify(value)), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });

export async function unpack<T>(bytes: Uint8Array): Promise<T> {
  return JSON.parse((await decompress(bytes, { maxOutputLength: MAX_DETAIL })).toString()) as T;
}

/** For what is small: starting a thread would take longer. */
export const unpackNow = <T>(bytes: Uint8Array): T => JSON.parse(zstdDecompressSync(bytes, { maxOutputLength: MAX_DETAIL }).toString()) as T;

export const packageRow = ({ id, ecosystem, name, version, source, purl, unjudged }: PackageRecord): ImagePackageTable => ({ id, ecosystem, name, version, source_name: source?.name ?? null, source_version: source?.version ?? null, purl, unjudged });
export const packageRecord = (row: ImagePackageTable): PackageRecord => ({
  id: row.id, ecosystem: row.ecosystem, name: row.name, version: row.version, source: row.source_name === null ? null : { name: row.source_name, version: row.source_version ?? '' }, purl: row.purl, unjudged: row.unjudged,
});

export const matchRow = (m: MatchRecord): ImageMatchTable => ({
  package: m.package, vulnerability: m.vulnerability, aliases: JSON.stringify(m.aliases), status: m.status, justification: m.justification, severity: rank(m.severity), score: m.score,
  kev: m.kev ? 1 : 0, epss: m.epss, fixed: m.fixed, since: m.since, evidence: JSON.stringify(m.evidence),
});
export const matchRecord = (row: ImageMatchTable): MatchRecord => ({
  package: row.package, vulnerability: row.vulnerability, aliases: JSON.parse(row.aliases) as string[], status: row.status, justification: row.justification, severity: severityOf(row.severity), score: row.score,
  kev: row.kev === 1, epss: row.epss, fixed: row.fixed, since: row.since, evidence: JSON.parse(row.evidence) as MatchRecord['evidence'],
});

export const eventRow = (e: ImageEventWrite): ImageEventTable => ({ at: e.at, image: e.image, cause: e.cause, added: e.added, resolved: e.resolved, worst: rank(e.worst), vulnerabilities: JSON.stringify(e.vulnerabilities), reason: e.reason });
export const eventRecord = (row: ImageEventTable & { id: number }): ImageEventRecord => ({ ...row, worst: severityOf(row.worst), vulnerabilities: JSON.parse(row.vulnerabilities) as string[] });
