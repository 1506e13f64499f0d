/** The `cluster` part of a kubeconfig: where the server is and how it proves who it is. */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { oneLine } from './failures.ts';
import { type Fields, KubeconfigMistake, type KubeconfigOptions, text } from './kubeconfig-fields.ts';
import { inlineOrFile } from './kubeconfig-files.ts';

export interface ClusterEndpoint {
  /** Scheme, host, port and path prefix; no credentials, no trailing slash. */
  readonly server: string;
  /** PEM; null: the authorities that Node trusts. */
  readonly ca: string | null;
  readonly servername: string | null;
  readonly skipVerify: boolean;
  readonly proxyUrl: string | null;
  /** http:// to another machine. */
  readonly plainRemote: boolean;
}

function url(value: string, what: string, schemes: readonly string[]): URL {
  let parsed: URL;
  try {
    parsed = new URL(value);
  } catch {
    throw new KubeconfigMistake(`${what} is not a URL`);
  }
  if (!schemes.includes(parsed.protocol)) throw new KubeconfigMistake(`${what} must begin with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
  return parsed;
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

function readServer(fields: Fields, where: string): URL {
  const value = text(fields, 'server', where);
  if (value === undefined) throw new KubeconfigMistake(`${where} has no server`);
  const server = url(value.includes('://') ? value : `https://${value}`, `${where}: server`, ['https:', 'http:']);
  if (server.username !== '' || server.password !== '') throw new KubeconfigMistake(`${where}: server must not hold credentials`);
  if (server.search !== '' || server.hash !== '') throw new KubeconfigMistake(`${where}: server must be a plain address without ? or #`);
  return server;
}

async function readAuthority(fields: Fields, where: string, options: KubeconfigOptions): Promise<string | null> {
  const data = await inlineOrFile(fields, 'certificate-authority', where, options);
  if (data === undefined) return null;
  const pem = data.toString('latin1');
  try {
    new X509Certificate(pem);
  } catch {
    throw new KubeconfigMistake(`${where}: certificate-authority-data holds no PEM certificate`);
  }
  return pem;
}

/** Reads one cluster entry. Throws KubeconfigMistake. */
export async function readCluster(fields: Fields, name: string, options: KubeconfigOptions): Promise<ClusterEndpoint> {
  const where = `cluster "${oneLine(name)}"`;
  const server = readServer(fields, where);
  const skipVerify = fields['insecure-skip-tls-verify'] === true;
  if (skipVerify && options.allowInsecureTls !== true) {
    throw new KubeconfigMistake(`${where}: insecure-skip-tls-verify is not accepted; give certificate-authority-data`);
  }
  const proxy = text(fields, 'proxy-url', where);
  const proxyUrl = proxy === undefined ? null : url(proxy, `${where}: proxy-url`, ['http:', 'https:', 'socks5:']).href;
  return {
    server: `${server.origin}${server.pathname.replace(/\/+$/, '')}`,
    ca: await readAuthority(fields, where, options),
    servername: text(fields, 'tls-server-name', where) ?? null,
    skipVerify,
    proxyUrl,
    plainRemote: server.protocol === 'http:' && !isLoopback(server.hostname),
  };
}
