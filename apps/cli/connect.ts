/** `breakwater connect`: hands a cluster to a running control plane, which then lists and watches it. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ApiProblem, type Client, createClient } from '#contract/client.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { EXIT } from './exit.ts';
import { minimalKubeconfig } from './kubeconfig.ts';

export interface ConnectOptions extends Server {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly name?: string;
}

/** @throws ProblemError for what the user can correct and for refusals of the server */
export async function connect(options: ConnectOptions): Promise<number> {
  const path = options.kubeconfig ?? process.env['KUBECONFIG']?.split(':')[0] ?? join(homedir(), '.kube', 'config');
  const { text, context, notes } = minimalKubeconfig(read(path), dirname(resolve(path)), options.context);
  for (const note of notes) process.stderr.write(`breakwater: ${note}\n`);
  return await hand(options, async (client, server) => {
    const environment = await client.call('createEnvironment', { body: { kind: 'cluster', name: options.name ?? context, kubeconfig: text, context } });
    process.stdout.write(`${environment.name} is being connected (id ${environment.id}): ${server}/inventory\n`);
  });
}

export interface Server { readonly server: string; readonly token?: string }

/** Calls a control plane. @throws ProblemError for a missing token and for refusals of the server, each in one line */
export async function hand({ server, token = process.env['BREAKWATER_TOKEN'] }: Server, call: (client: Client, server: string) => Promise<void>): Promise<number> {
  if (token === undefined || token === '') throw new ProblemError('connect.token', 'an API token with the scope write is needed: create one in the console (Settings, Tokens) and give it as BREAKWATER_TOKEN');
  try {
    await call(createClient({ baseUrl: server, token }), server.replace(/\/+$/, ''));
    return EXIT.clean;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const fields = error.errors.map(({ path: field, message }) => `${field}: ${message}`).join('; ');
    throw new ProblemError(`connect.${error.code}`, `${server}: ${error.message}${fields === '' ? '' : ` (${fields})`}`, { cause: error });
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProblemError('kubeconfig.unreadable', `--kubeconfig ${path}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
