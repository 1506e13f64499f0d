/** `breakwater connect registry`: hands a registry to a running control plane, which then lists it and scans what it holds. */
import { text } from 'node:stream/consumers';
import { ProblemError } from '#core/result.ts';
import { hand, type Server } from './connect.ts';

export interface ConnectRegistryOptions extends Server {
  readonly name?: string;
  readonly username?: string;
  readonly passwordStdin?: boolean;
  readonly plainHttp?: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly tag?: readonly string[];
  readonly repository?: readonly string[];
  readonly newest?: number;
  readonly every?: number;
  /** Of the command for clusters. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** @throws ProblemError for what the user can correct and for refusals of the server */
export async function connectRegistry(url: string, options: ConnectRegistryOptions): Promise<number> {
  const { username = null, plainHttp = false, include = [], exclude = [], tag = [], repository = [], newest = null, every } = options;
  if (options.kubeconfig !== undefined || options.context !== undefined) throw new ProblemError('connect.registry', '--kubeconfig and --context are for clusters: leave them out to connect a registry');
  const password = username === null ? null : await passwordOf(options);
  if (username === null && options.passwordStdin === true) throw new ProblemError('connect.username', '--password-stdin needs --username');
  return await hand(options, async (client, server) => {
    const registry = await client.call('createRegistry', { body: {
      name: options.name ?? url.replace(/^https?:\/\//, '').replace(/\/.*$/, ''), url, username, password, plainHttp, filters: { include: [...include], exclude: [...exclude], tags: [...tag], repositories: [...repository], newest },
      ...(every === undefined ? {} : { scheduleMinutes: every }),
    } });
    process.stdout.write(`${registry.name} is being connected (id ${registry.id}): ${server}/registries/${registry.id}\n`);
  });
}

/** Never an option: other users see the options of a process. */
async function passwordOf({ passwordStdin }: ConnectRegistryOptions): Promise<string> {
  const password = passwordStdin === true ? (await text(process.stdin)).replace(/\r?\n$/, '') : process.env['BREAKWATER_REGISTRY_PASSWORD'];
  if (password === undefined || password === '') throw new ProblemError('connect.password', '--username needs the password, on standard input (--password-stdin) or in $BREAKWATER_REGISTRY_PASSWORD');
  return password;
}
