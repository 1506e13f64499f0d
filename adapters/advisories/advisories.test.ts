import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabaseFile, writeDatabaseFile } from './database/index.ts';
import { defaultDatabasePath } from './database/location.ts';
import { readEpss } from './epss/index.ts';
import { readKev } from './kev/index.ts';
import { kindOf } from './kind.ts';
import { lines } from './lines.ts';
import { readOsv, type RecordProblem } from './osv/index.ts';
import { readRecord } from './osv/record.ts';
import { zipOf } from './testing/zip.ts';
import { zipEntries } from './zip/index.ts';

let directory = '';
beforeAll(() => { directory = mkdtempSync(join(tmpdir(), 'breakwater-advisories-')); });
afterAll(() => rmSync(directory, { recursive: true }));

const record = (id: string, more: object = {}): object => ({ id, modified: '2024-01-02T03:04:05Z', affected: [{ package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.0' }] }] }], ...more });
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const write = (name: string, content: Buffer | string): string => { const path = join(directory, name); writeFileSync(path, content); return path; };

async function read(path: string): Promise<{ ids: string[]; problems: RecordProblem[] }> {
  const ids: string[] = [], problems: RecordProblem[] = [];
  for await (const advisory of readOsv(path, (problem) => problems.push(problem))) ids.push(advisory.id);
  return { ids, problems };
}

describe('OSV files', () => {
  it('reads lines, plain and packed; a bad one spoils only itself', async () => {
    const text = [JSON.stringify(record('A')), '{', '', JSON.stringify({ id: 'B', affected: 'x' }), JSON.stringify(record('C')), '[]'].join('\r\n');
    for (const path of [write('a.ndjson', text), write('a.ndjson.gz', gzipSync(text))]) {
      const { ids, problems } = await read(path);
      expect(ids).toEqual(['A', 'C']);
      expect(problems.map(({ where, message }) => `${where.slice(path.length)} ${message}`)).toEqual([expect.stringContaining(':2 is not JSON'), ':4 B: affected is not a list', ':6 record: is not an object']);
    }
  });

  it('reads zip files, stored and packed, with ZIP64; damaged entries spoil only themselves', async () => {
    for (const zip64 of [false, true]) {
      const path = write('all.zip', zipOf([
        { name: 'A.json', bytes: json(record('A')) }, { name: 'dir/', bytes: Buffer.alloc(0) }, { name: 'B.json', bytes: json(record('B')), stored: true }, { name: 'C.json', bytes: json(record('C')), damage: 'crc' },
        { name: 'D.json', bytes: json(record('D')), damage: 'size' }, { name: 'E.json', bytes: json(record('E')), damage: 'data' }, { name: 'notes.txt', bytes: Buffer.from('x') }, { name: 'F.json', bytes: json(record('F')) },
      ], zip64));
      const { ids, problems } = await read(path);
      expect(ids).toEqual(['A', 'B', 'F']);
      expect(problems.map(({ where, message }) => `${where.slice(path.length + 1)} ${message.split(':')[0]}`)).toEqual(['C.json has a wrong checksum', 'D.json cannot be unpacked', 'E.json cannot be unpacked']);
    }
  });

  it('reads directories without following links', async () => {
    const root = join(directory, 'tree');
    mkdirSync(join(root, 'npm'), { recursive: true });
    writeFileSync(join(root, 'npm', 'A.json'), json(record('A')));
    writeFileSync(join(root, 'README.md'), 'x');
    symlinkSync(root, join(root, 'npm', 'loop'));
    symlinkSync(join(root, 'npm', 'A.json'), join(root, 'B.json'));
    expect(await read(root)).toEqual({ ids: ['A'], problems: [] });
  });

  it('says what it cannot read as a whole', async () => {
    await expect(read(join(directory, 'nothing'))).rejects.toThrow('no such file or directory');
    await expect(read(write('a.tar', ''))).rejects.toThrow('unknown kind of file');
    await expect(read(write('bad.zip', 'no zip at all'))).rejects.toThrow('is no zip file, or is cut off');
    const cut = write('cut.ndjson.gz', gzipSync(JSON.stringify(record('A'))));
    truncateSync(cut, 60);
    await expect(read(cut)).rejects.toThrow('cut.ndjson.gz');
  });

  it('bounds zip files', () => {
    const path = write('bounds.zip', zipOf([{ name: 'A.json', bytes: Buffer.alloc(5000) }, { name: 'B.json', bytes: Buffer.from('{}') }]));
    const all = (limits: Partial<Parameters<typeof zipEntries>[1]>): string[] => [...zipEntries(path, { entries: 10, entryBytes: 10_000, directoryBytes: 10_000, ...limits })].map((entry) => entry.bytes === null ? entry.problem : 'ok');
    expect(all({})).toEqual(['ok', 'ok']);
    expect(all({ entryBytes: 1000 })).toEqual(['has 5000 bytes, more than 1000', 'ok']);
    expect(() => all({ entries: 1 })).toThrow('it has 2 entries, more than 1');
    expect(() => all({ directoryBytes: 10 })).toThrow('its directory has');
  });

  it('survives any damage to a zip', () => {
    const good = zipOf([{ name: 'A.json', bytes: json(record('A')) }, { name: 'B.json', bytes: json(record('B')), stored: true }], true);
    const path = join(directory, 'fuzz.zip');
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat(good.length), (changes, length) => {
      const bytes = Buffer.from(good);
      for (const [at, value] of changes) bytes[at] = value;
      writeFileSync(path, length % 3 === 0 ? bytes.subarray(0, length) : bytes);
      try {
        for (const entry of zipEntries(path, { entries: 10, entryBytes: 10_000, directoryBytes: 10_000 })) expect(entry.bytes === null).toBe(entry.problem !== '');
      } catch (error) {
        expect(error).toHaveProperty('code', 'zip.unreadable');
      }
    }), { numRuns: 2000 });
  });
});

describe('an OSV record', () => {
  it('becomes an advisory', () => {
    const result = readRecord(record('GHSA-1', {
      aliases: ['CVE-2024-1', 'CVE-2024-1'], upstream: ['CVE-2024-2'], related: null, published: '2024-01-01T00:00:00Z', withdrawn: '2024-02-01T00:00:00.5Z', summary: 'One', references: [{ type: 'WEB', url: 'https://a.test' }, {}],
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }], database_specific: { severity: 'MODERATE' },
      affected: [
        { package: { ecosystem: 'Ubuntu:22.04:LTS', name: 'b' }, versions: ['1'], severity: [{ type: 'Ubuntu', score: 'negligible' }], ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }, { type: 'ECOSYSTEM', events: [{ introduced: '0', last_affected: '2' }] }] },
        { ranges: [{ type: 'GIT', repo: 'x', events: [{ introduced: '0' }] }] },
      ],
    }));
    expect(result).toEqual({ ok: true, value: {
      id: 'GHSA-1', modified: 1704164645, published: 1704067200, withdrawn: 1706745600, aliases: ['CVE-2024-1'], upstream: ['CVE-2024-2'], related: [], summary: 'One', details: '', severity: 'medium',
      vectors: [{ type: 'CVSS_V3', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }], references: [{ type: 'WEB', url: 'https://a.test' }],
      affected: [{ ecosystem: 'Ubuntu:22.04:LTS', name: 'b', gitRanges: 1, severity: 'informational', versions: ['1'], ranges: [{ type: 'ECOSYSTEM', events: [{ kind: 'introduced', version: '0' }, { kind: 'last_affected', version: '2' }] }] }],
    } });
  });

  it('takes the severity of errata from their title', () => {
    const result = readRecord(record('ALSA-1', { summary: 'Important: podman security update' }));
    expect(result.ok && result.value.severity).toBe('high');
  });

  it.each([
    [{ id: '' }, 'has no id'], [{ id: 1 }, 'id is not text'], [{ aliases: [1] }, 'aliases is not text'], [{ affected: [{ package: { name: 'x' } }] }, 'ecosystem is not text'],
    [{ affected: [{ package: { ecosystem: 'npm', name: '' } }] }, 'has no ecosystem or name'], [{ affected: [{ package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'X' }] }] }, 'unknown type "X"'],
    [{ affected: [{ package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'SEMVER', events: [{}] }] }] }, 'an event says nothing'], [{ affected: [{ package: { ecosystem: 'npm', name: 'a'.repeat(2001) } }] }, 'name is longer than 2000'],
  ])('is a problem when it is %j', (more, message) => {
    const result = readRecord(record('A', more));
    expect(result.ok ? '' : result.error.message).toContain(message);
  });

  it('is never more than a problem', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.constantFrom('id', 'affected', 'severity', 'aliases', 'references', 'withdrawn', 'database_specific'), (value, field) => {
      expect(typeof readRecord(value).ok).toBe('boolean');
      expect(typeof readRecord(record('A', { [field]: value })).ok).toBe('boolean');
    }), { numRuns: 2000 });
  });
});

describe('KEV and EPSS', () => {
  const entry = { cveID: 'CVE-2024-3094', dateAdded: '2024-04-01', dueDate: '2024-04-22', knownRansomwareCampaignUse: 'Known' };
  const read = { cve: 'CVE-2024-3094', added: 19814, due: 19835, ransomware: true };

  it('reads the catalog and lines of it', () => {
    expect(readKev(JSON.stringify({ catalogVersion: '1', vulnerabilities: [entry, { cveID: 'x' }, null] }), 'kev')).toEqual({ entries: [read], bad: 2 });
    expect(readKev(`${JSON.stringify(entry)}\n${JSON.stringify({ cveID: 'CVE-2024-1111' })}\n`, 'kev')).toEqual({ entries: [read, { cve: 'CVE-2024-1111', added: 0, due: 0, ransomware: false }], bad: 0 });
    expect(() => readKev('{}', 'kev')).toThrow('kev: has no list "vulnerabilities"');
    expect(() => readKev('x', 'kev')).toThrow('kev: is not the catalog');
  });

  it('reads scores', async () => {
    const path = write('epss.csv.gz', gzipSync('#model_version:v2025\ncve,epss,percentile\nCVE-2024-3094,0.84512,0.99321\nbad\nCVE-2024-1111,2,0\nCVE-2024-1112,0,0\n'));
    const scores = [], bad: number[] = [];
    for await (const score of readEpss(path, (line) => bad.push(line))) scores.push(score);
    expect(scores).toEqual([{ cve: 'CVE-2024-3094', probability: 0.84512, percentile: 0.99321 }, { cve: 'CVE-2024-1112', probability: 0, percentile: 0 }]);
    expect(bad).toEqual([4, 5]);
  });

  it('knows the kinds of files', async () => {
    expect(await kindOf(write('k.json', JSON.stringify({ title: 'x', catalogVersion: '1' })))).toBe('kev');
    expect(await kindOf(write('k.ndjson.gz', gzipSync(JSON.stringify(entry))))).toBe('kev');
    expect(await kindOf(write('o.ndjson.gz', gzipSync(JSON.stringify(record('A')))))).toBe('osv');
    expect(await kindOf(write('empty.json', ''))).toBe('osv');
    expect(await kindOf(write('e.csv', ''))).toBe('epss');
    expect(await kindOf(directory)).toBe('osv');
  });
});

describe('lines', () => {
  it('are the same however the bytes come', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('a', 'bb', '\n', '\r\n', 'é', 'x'.repeat(30)), { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), async (pieces, size) => {
      const text = pieces.join(''), bytes = Buffer.from(text);
      const chunks = (async function* () { for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size); })();
      const got: (string | null)[] = [];
      for await (const batch of lines(chunks, 25)) got.push(...batch.map((line) => line.text));
      const expected = text.split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(got).toEqual(expected.map((line) => (Buffer.byteLength(line) > 25 ? null : line.replace(/\r$/, ''))));
    }), { numRuns: 500 });
  });
});

describe('the file of the database', () => {
  it('is replaced only by a good one', () => {
    const path = join(directory, 'deep', 'a.db');
    writeDatabaseFile(path, [Buffer.from('ab'), Buffer.from('cd')], (file) => expect(Buffer.from(file.read(1, 2)).toString()).toBe('bc'));
    const held = openDatabaseFile(path);
    expect(() => writeDatabaseFile(path, [Buffer.from('xx')], () => { throw new Error('bad'); })).toThrow('cannot be written: bad; the last database stays in use');
    writeDatabaseFile(path, [Buffer.from('new!')], () => undefined);
    expect(Buffer.from(held.read(0, 4)).toString()).toBe('abcd');
    held.close();
    expect(readdirSync(join(directory, 'deep'))).toEqual(['a.db']);
    utimesSync(path, 1000, 1000);
    const file = openDatabaseFile(path);
    expect([file.size, file.written]).toEqual([4, 1000]);
    expect(() => file.read(2, 4)).toThrow('is cut off');
    file.close();
  });

  it('says where it is missing', () => {
    expect(() => openDatabaseFile(join(directory, 'none.db'))).toThrow('there is no advisory database at');
    expect(() => openDatabaseFile(directory)).toThrow('is not a file');
    expect(existsSync(join(directory, 'none.db'))).toBe(false);
  });

  it('has a place', () => {
    expect(defaultDatabasePath({ BREAKWATER_ADVISORIES: '/a.db', BREAKWATER_DATA: '/d' })).toBe('/a.db');
    expect(defaultDatabasePath({ BREAKWATER_DATA: '/d' })).toBe('/d/advisories.db');
    expect(defaultDatabasePath({ XDG_DATA_HOME: '/x' })).toBe('/x/breakwater/advisories.db');
    expect(defaultDatabasePath({ XDG_DATA_HOME: 'x' })).toMatch(/\/\.local\/share\/breakwater\/advisories\.db$/);
  });
});
