/** Runs a credential plug-in (client-go `plugin/pkg/client/auth/exec`, ExecCredential v1 and v1beta1). */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ApiFailure, oneLine } from './failures.ts';
import type { ClusterEndpoint } from './kubeconfig-cluster.ts';
import type { ClientCertificate, ExecPlugin } from './kubeconfig-user.ts';
import { isFields } from './kubeconfig-fields.ts';

export interface ExecResult {
  readonly token: string | null;
  readonly certificate: ClientCertificate | null;
  /** Milliseconds since 1970; Infinity where the plug-in does not say. */
  readonly expires: number;
}

const TIMEOUT = 60_000;
const MAX_OUTPUT = 1024 * 1024;

const refuse = (plugin: ExecPlugin, why: string): ApiFailure =>
  new ApiFailure('unauthorized', `no credentials from "${oneLine(plugin.command)}": ${oneLine(why)}${plugin.installHint === null ? '' : `; ${oneLine(plugin.installHint)}`}`);

function execInfo(plugin: ExecPlugin, endpoint: ClusterEndpoint): string {
  const cluster = {
    server: endpoint.server,
    ...(endpoint.ca === null ? {} : { 'certificate-authority-data': Buffer.from(endpoint.ca).toString('base64') }),
    ...(endpoint.servername === null ? {} : { 'tls-server-name': endpoint.servername }),
    ...(endpoint.skipVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(endpoint.proxyUrl === null ? {} : { 'proxy-url': endpoint.proxyUrl }),
  };
  return JSON.stringify({ apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) } });
}

/** A command with a slash and no leading one is relative to the kubeconfig (clientcmd `ResolveLocalPaths`). */
const commandPath = (command: string, baseDir: string | undefined): string =>
  baseDir !== undefined && command.includes('/') && !command.startsWith('/') ? join(baseDir, command) : command;

/** Ends a plug-in with all that it started: it leads its own process group. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function run(plugin: ExecPlugin, endpoint: ClusterEndpoint, baseDir: string | undefined, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(commandPath(plugin.command, baseDir), [...plugin.args], {
    env: { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, endpoint) },
    stdio: ['ignore', 'pipe', 'pipe'], detached: true,
  });
  const output: Buffer[] = [];
  let size = 0;
  let errors = '';
  const stop = (why: unknown): void => {
    killGroup(child.pid);
    child.stdout.destroy();
    child.stderr.destroy();
    reject(why);
  };
  const onAbort = (): void => stop(signal.reason);
  const timer = setTimeout(() => stop(refuse(plugin, `it did not end within ${TIMEOUT / 1000} s`)), TIMEOUT);
  signal.addEventListener('abort', onAbort, { once: true });
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_OUTPUT) stop(refuse(plugin, `it wrote more than ${MAX_OUTPUT} bytes`));
    else output.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => { if (errors.length < 4096) errors += chunk.toString(); });
  child.once('error', (error) => reject(refuse(plugin, error.message)));
  child.once('close', (code, killed) => {
    if (code === 0) resolve(Buffer.concat(output).toString('utf8'));
    else reject(refuse(plugin, `it ended with ${code === null ? killed : `code ${code}`}: ${errors}`));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
}

/** Runs the plug-in once. Throws ApiFailure `unauthorized` with what went wrong; never with the output, which holds secrets. */
export async function runExecPlugin(plugin: ExecPlugin, endpoint: ClusterEndpoint, baseDir: string | undefined, signal: AbortSignal): Promise<ExecResult> {
  const output = await run(plugin, endpoint, baseDir, signal);
  let document: unknown;
  try {
    document = JSON.parse(output);
  } catch {
    throw refuse(plugin, 'its output is not JSON');
  }
  if (!isFields(document) || document['kind'] !== 'ExecCredential') throw refuse(plugin, 'its output is not an ExecCredential');
  if (document['apiVersion'] !== plugin.apiVersion) throw refuse(plugin, `its output is not ${plugin.apiVersion}`);
  const status = document['status'];
  if (!isFields(status)) throw refuse(plugin, 'its output has no status');
  const pick = (key: string): string | null => (typeof status[key] === 'string' && status[key] !== '' ? status[key] : null);
  const token = pick('token');
  const cert = pick('clientCertificateData');
  const key = pick('clientKeyData');
  if ((cert === null) !== (key === null)) throw refuse(plugin, 'it gave only half of a client certificate');
  if (token === null && cert === null) throw refuse(plugin, 'it gave neither a token nor a client certificate');
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) throw refuse(plugin, 'its token holds characters that cannot be sent');
  const expires = Date.parse(pick('expirationTimestamp') ?? '');
  return { token, certificate: cert === null || key === null ? null : { cert, key }, expires: Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires };
}
