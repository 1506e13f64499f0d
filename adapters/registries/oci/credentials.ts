/** Who we are to a registry: given, or from the Docker configuration as `docker login` leaves it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf, ProblemError } from '#core/result.ts';

/** `identityToken`: a refresh token instead of a password. */
export interface Credentials { readonly username: string; readonly password: string; readonly identityToken?: string }

/** docker.io has its credentials under an older name. */
const keysOf = (registry: string): string[] => (registry === 'docker.io' ? ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'registry-1.docker.io'] : [registry, `https://${registry}`, `http://${registry}`]);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null: nothing is known, so anonymous. @throws ProblemError `registry.credentials` */
export async function dockerCredentials(registry: string): Promise<Credentials | null> {
  const file = join(process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new ProblemError('registry.credentials', `${file}: cannot be read: ${messageOf(error)}`);
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw new ProblemError('registry.credentials', `${file}: is not valid JSON: ${messageOf(error)}`);
  }
  if (!isObject(config)) return null;
  const keys = keysOf(registry);
  const helpers = isObject(config['credHelpers']) ? config['credHelpers'] : {};
  const helper = keys.map((key) => helpers[key]).find((each) => typeof each === 'string') ?? config['credsStore'];
  if (typeof helper === 'string') {
    const found = await ask(helper, keys[0]!);
    if (found !== null) return found;
  }
  const auths = isObject(config['auths']) ? config['auths'] : {};
  const entry = keys.map((key) => auths[key]).find(isObject);
  return entry === undefined ? null : fromEntry(entry);
}

function fromEntry(entry: Record<string, unknown>): Credentials | null {
  const text = (key: string): string => (typeof entry[key] === 'string' ? entry[key] : '');
  const token = text('identitytoken');
  const [username, ...rest] = text('auth') === '' ? [text('username'), text('password')] : Buffer.from(text('auth'), 'base64').toString('utf8').split(':');
  const password = rest.join(':').replace(/\0+$/, '');
  if (token !== '') return { username: username ?? '', password, identityToken: token };
  return username === undefined || username === '' ? null : { username, password };
}

/** https://github.com/docker/docker-credential-helpers: the server on standard input, a JSON object back. */
async function ask(helper: string, server: string): Promise<Credentials | null> {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(helper)) throw new ProblemError('registry.credentials', `the credential helper ${JSON.stringify(helper)} of the Docker configuration has no valid name`);
  const output = await new Promise<string | null>((resolve, reject) => {
    const child = execFile(`docker-credential-${helper}`, ['get'], { timeout: 30_000, maxBuffer: 1024 * 1024 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (stdout.includes('credentials not found')) resolve(null);
      else reject(new ProblemError('registry.credentials', `docker-credential-${helper} failed for ${server}: ${error.message.split('\n', 1)[0]}`));
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(server);
  });
  if (output === null) return null;
  const { Username: username, Secret: secret } = JSON.parse(output) as { readonly Username?: string; readonly Secret?: string };
  if (typeof username !== 'string' || typeof secret !== 'string') return null;
  return username === '<token>' ? { username: '', password: '', identityToken: secret } : { username, password: secret };
}
