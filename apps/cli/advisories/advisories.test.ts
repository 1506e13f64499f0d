import { execFile, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipOf } from '../../../adapters/advisories/testing/zip.ts';
import { compare } from './compare.ts';
import { openAdvisories } from './store.ts';

const MAIN = join(import.meta.dirname, '../main.ts');
let directory = '';
beforeAll(() => { directory = mkdtempSync(join(tmpdir(), 'breakwater-advisories-cli-')); });
afterAll(() => rmSync(directory, { recursive: true }));

interface Ended { readonly code: number; readonly stdout: string; readonly stderr: string }
const breakwater = (...argv: string[]): Promise<Ended> => new Promise((resolve) => {
  execFile(process.execPath, [MAIN, 'advisories', ...argv], { maxBuffer: 1e8 }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }));
});
const write = (name: string, content: string | Buffer): string => { const path = join(directory, name); writeFileSync(path, content); return path; };
const record = (id: string, name = 'a', fixed = '1.0.0', modified = '2024-01-02T03:04:05Z'): object => ({ id, modified, affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }] }] });
const zip = (...records: object[]): Buffer => zipOf(records.map((each, i) => ({ name: `${i}.json`, bytes: Buffer.from(JSON.stringify(each)) })));

describe('compare', () => {
  const answers = async (ecosystem: string, text: string): Promise<string> => {
    let out = '';
    await compare(ecosystem, (async function* () { yield Buffer.from(text); })(), async (each) => { out += each; });
    return out;
  };

  it('answers every line', async () => {
    expect(await answers('debian', '1.0\t1.1\n1:1\t2\r\n1.0\t1.0-0\n')).toBe('-1\n1\n0\n');
    expect(await answers('Red Hat:9', '1~a\t1')).toBe('-1\n');
    expect(await answers('npm', 'x\t1.0.0\n\n1.0.0\n1.0.0\t1.0.0\t\n')).toBe('error: "x" is no semver version: it does not begin with a number\nerror: the line has no tab between two versions\nerror: the line has no tab between two versions\nerror: "1.0.0\t" is no semver version: it contains a control character\n');
    expect(await answers('npm', `${'1'.repeat(300_000)}\t1\n1\t2\n`)).toBe('error: the line is longer than 262144 bytes\n-1\n');
    expect(await answers('npm', '')).toBe('');
  });

  it('knows which ecosystems there are', async () => {
    await expect(answers('debain', '')).rejects.toThrow('advisories compare debain: no such ecosystem; did you mean debian?');
    await expect(answers('', '')).rejects.toThrow('no such ecosystem');
  });

  it('streams', async () => {
    const child = spawn(process.execPath, [MAIN, 'advisories', 'compare', 'PyPI'], { stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
    const line = '1.0rc1\t1.0\n';
    child.stdin.end(line.repeat(50_000));
    expect(await new Promise((resolve) => { child.on('close', resolve); })).toBe(0);
    expect(out).toBe('-1\n'.repeat(50_000));
  });
});

describe('import and status', () => {
  it('adds to what is there, and shows it', async () => {
    const db = join(directory, 'new', 'a.db');
    const missing = await breakwater('status', '--advisories', db);
    expect([missing.code, missing.stderr]).toEqual([2, `breakwater: there is no advisory database at ${db}: run "breakwater advisories update", or "breakwater advisories import FILE..."\n`]);
    const first = await breakwater('import', write('one.zip', zip(record('A'), record('B'))), '--advisories', db, '--format', 'json');
    expect(JSON.parse(first.stdout)).toMatchObject({ database: db, read: 2, malformed: 0, failed: [], added: 2, changed: 0, removed: 0, advisories: 2, newest: { id: 'A', modified: '2024-01-02T03:04:05Z' }, ecosystems: { npm: 2 } });
    const kev = write('kev.json', JSON.stringify({ catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2024-3094' }] })), epss = write('epss.csv.gz', gzipSync('cve,epss,percentile\nCVE-2024-3094,0.5,0.9\n'));
    const second = await breakwater('import', write('two.ndjson', `${JSON.stringify(record('B', 'a', '2.0.0', '2025-01-01T00:00:00Z'))}\nbroken\n`), kev, epss, '--advisories', db);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('Read        3 entries, 1 malformed: 0 advisories added, 1 changed, 0 removed');
    expect(second.stderr).toContain('two.ndjson:2: is not JSON');
    const status = await breakwater('status', '--advisories', db, '--format', 'json');
    expect(JSON.parse(status.stdout)).toMatchObject({ advisories: 2, kev: 1, epss: 1, newest: { id: 'B', modified: '2025-01-01T00:00:00Z' } });
    expect((await breakwater('status', '--advisories', db)).stdout).toMatch(/^Database {4}.*\nWritten {5}less than a minute ago\nAge {9}newest record \d+ days old\n/);
    expect(JSON.parse((await breakwater('import', '--replace', write('three.json', JSON.stringify(record('C'))), '--advisories', db, '--format', 'json')).stdout)).toMatchObject({ added: 1, removed: 2, advisories: 1, kev: 0 });
  });

  it('keeps the last good one where nothing can be read', async () => {
    const db = join(directory, 'kept.db');
    await breakwater('import', write('good.json', JSON.stringify(record('A'))), '--advisories', db);
    const before = readFileSync(db);
    for (const [file, message] of [[write('bad.zip', 'x'), 'is no zip file'], [write('bad.json', '{}'), 'nothing could be read of it'], [join(directory, 'none'), 'no such file or directory']] as const) {
      const { code, stderr } = await breakwater('import', file, '--advisories', db);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    }
    expect(readFileSync(db).equals(before)).toBe(true);
    const mixed = await breakwater('import', join(directory, 'bad.zip'), write('more.json', JSON.stringify(record('B'))), '--advisories', db, '--format', 'json');
    expect(mixed.code).toBe(2);
    expect(JSON.parse(mixed.stdout)).toMatchObject({ advisories: 2, failed: [{ file: join(directory, 'bad.zip') }] });
    writeFileSync(db, 'damaged');
    expect((await breakwater('status', '--advisories', db)).stderr).toContain('it is no advisory database');
  });
});

describe('update', () => {
  let server: Server, base = '';
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = decodeURIComponent(request.url ?? ''), file = files.get(name), etag = `"${file?.length}"`;
      asked.push(`${name}${request.headers['if-none-match'] === undefined ? '' : ' if changed'}`);
      if (file === undefined) response.writeHead(404).end();
      else if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag }).end(file);
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => { server.closeAllConnections(); server.close(); });

  it('fetches what changed, from where it is told to', async () => {
    const home = join(directory, 'update'), db = join(home, 'a.db');
    mkdirSync(home);
    files.set('/npm/all.zip', zip(record('A')));
    files.set('/Red Hat/all.zip', zip(record('R')));
    files.set('/kev', Buffer.from('{"vulnerabilities":[{"cveID":"CVE-2024-3094"}]}'));
    const argv = ['update', '--url', `${base}/`, '--ecosystem', 'npm', '--ecosystem', 'Red Hat', '--kev-url', `${base}/kev`, '--advisories', db, '--format', 'json'];
    const first = await breakwater(...argv);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(JSON.parse(first.stdout)).toMatchObject({ advisories: 2, kev: 1, added: 2 });
    expect(asked.splice(0)).toEqual(['/npm/all.zip', '/Red Hat/all.zip', '/kev']);
    expect(JSON.parse((await breakwater(...argv)).stdout)).toMatchObject({ advisories: 2, writtenAgeSeconds: expect.any(Number) });
    expect(asked.splice(0)).toEqual(['/npm/all.zip if changed', '/Red Hat/all.zip if changed', '/kev if changed']);
    files.set('/npm/all.zip', zip(record('A'), record('B')));
    files.delete('/Red Hat/all.zip');
    const third = await breakwater(...argv);
    expect(third.code).toBe(2);
    expect(third.stderr).toContain('breakwater: Red Hat: ');
    expect(third.stderr).toContain('the server answers 404; what was fetched before stays in use');
    expect(JSON.parse(third.stdout)).toMatchObject({ advisories: 3, added: 1, kev: 1 });
    // A database that was lost is built from what was fetched.
    rmSync(db);
    expect(JSON.parse((await breakwater(...argv)).stdout)).toMatchObject({ advisories: 3, kev: 1 });
    // What was fetched but not taken in (the program ended between) is taken in the next time.
    rmSync(db);
    await breakwater('import', write('x.json', JSON.stringify(record('X'))), '--advisories', db);
    writeFileSync(join(home, 'advisories-cache', 'npm.zip.pending'), '');
    expect(JSON.parse((await breakwater(...argv)).stdout)).toMatchObject({ advisories: 3, added: 2 });
    expect(readdirSync(join(home, 'advisories-cache')).sort()).toEqual(['Red Hat.zip', 'Red Hat.zip.json', 'kev.json', 'kev.json.json', 'npm.zip', 'npm.zip.json']);
    const { database, close } = openAdvisories(db);
    expect([...database.advisories()].map(({ id }) => id)).toEqual(['A', 'B', 'X']);
    close();
  });

  it('refuses names and addresses that are none', async () => {
    expect((await breakwater('update', '--url', 'ftp://x', '--advisories', join(directory, 'u.db'))).stderr).toBe('breakwater: --url ftp://x: is no http or https address\n');
    expect((await breakwater('update', '--url', base, '--ecosystem', '../x', '--advisories', join(directory, 'u.db'))).stderr).toContain('--ecosystem ../x: is no ecosystem\'s name');
  });
});
