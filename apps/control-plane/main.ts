/** `breakwater up`: reads the options, starts the control plane, says how to reach it, and stops it on a signal. */
import { readFile } from 'node:fs/promises';
import { SAMPLE_NAME } from './sample.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { dataDirectory } from './data-directory.ts';
import { type ControlPlaneOptions, isLoopbackHost, startControlPlane, type ControlPlane } from './index.ts';
import { createLogger, LOG_LEVELS, type LogLevel } from './http/logging.ts';

/** As they come from the command line. */
export interface UpOptions {
  readonly host?: string | undefined;
  readonly port?: string | number | undefined;
  readonly data?: string | undefined;
  readonly sample?: boolean | undefined;
  /** PEM files; both or none. */
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  /** `https://breakwater.example.org`: where people reach it through a proxy. */
  readonly publicUrl?: string | undefined;
  /** Addresses or ranges of proxies whose X-Forwarded-* headers are believed, separated by commas. */
  readonly trustProxy?: string | undefined;
  readonly log?: string | undefined;
}

/** Runs until SIGTERM or SIGINT and gives the exit code. Throws ProblemError with one line for a mistake in the options. */
export async function main(options: UpOptions): Promise<number> {
  const settings = await settingsOf(options);
  const stopped = untilSignal();
  const server = await startControlPlane(settings);
  greet(server, settings);
  const signal = await stopped;
  process.stderr.write(`breakwater: ${signal}, stopping\n`);
  await server.stop();
  return 0;
}

async function settingsOf(options: UpOptions): Promise<ControlPlaneOptions> {
  const host = options.host ?? '127.0.0.1';
  const tls = await tlsOf(options);
  const publicOrigin = options.publicUrl === undefined ? undefined : originOf(options.publicUrl);
  return {
    host, port: portOf(options.port ?? 8080), dataDir: dataDirectory(options.data), sample: options.sample === true, log: createLogger(levelOf(options.log)),
    ...(tls === undefined ? {} : { tls }), ...(publicOrigin === undefined ? {} : { publicOrigin }),
    ...(options.trustProxy === undefined ? {} : { trustedProxies: options.trustProxy.split(',').map((proxy) => proxy.trim()).filter((proxy) => proxy !== '') }),
  };
}

function portOf(text: string | number): number {
  const port = typeof text === 'number' ? text : /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ProblemError('usage', `--port ${text}: must be a number from 0 to 65535 (0: any free port)`);
  return port;
}

function levelOf(text: string | undefined): LogLevel {
  const level = text ?? 'info';
  const known = LOG_LEVELS.find((each) => each === level);
  if (known === undefined) throw new ProblemError('usage', `--log ${level}: must be one of ${LOG_LEVELS.join(', ')}`);
  return known;
}

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.pathname !== '/') throw new ProblemError('usage', `--public-url ${url}: must be an address such as https://breakwater.example.org, without a path`);
  return parsed.origin;
}

async function tlsOf(options: UpOptions): Promise<{ cert: string; key: string } | undefined> {
  const { tlsCert, tlsKey } = options;
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) throw new ProblemError('usage', '--tls-cert and --tls-key belong together: give both or none');
  const read = async (flag: string, file: string): Promise<string> => {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      throw new ProblemError('usage', `${flag} ${file}: cannot be read: ${messageOf(error)}`, { cause: error });
    }
  };
  return { cert: await read('--tls-cert', tlsCert), key: await read('--tls-key', tlsKey) };
}

/** The first signal ends the program in order, the second one at once. */
function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    const signals = ['SIGTERM', 'SIGINT'] as const;
    const first = (signal: string): void => {
      for (const each of signals) process.removeListener(each, first);
      process.once('SIGINT', () => process.exit(130));
      resolve(signal);
    };
    for (const each of signals) process.on(each, first);
  });
}

/** To stdout what a person needs, once; warnings to stderr. */
function greet(server: ControlPlane, settings: ControlPlaneOptions): void {
  if (settings.tls === undefined && settings.publicOrigin === undefined && !isLoopbackHost(settings.host)) {
    process.stderr.write(`warning: listening on ${settings.host} without TLS: passwords and tokens can be read on the way; give --tls-cert and --tls-key, or bind to 127.0.0.1 behind a proxy\n`);
  }
  const lines = [`Breakwater is ready: ${server.url}   (data: ${settings.dataDir})`];
  if (server.adminPassword !== null) lines.push(`Sign in as admin. The password is shown only this once: ${server.adminPassword}`);
  if (settings.sample === true) lines.push(`The environment "${SAMPLE_NAME}" is loaded.`);
  if (server.welcomeUrl !== null) lines.push(`This link signs you in, once, within 15 minutes: ${server.welcomeUrl}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}
