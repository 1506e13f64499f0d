/**
 * Reads a kubeconfig (client-go `tools/clientcmd/api/v1`) into what a connection needs. Everything that would run a
 * command, read a file or weaken TLS is refused unless its option allows it: a kubeconfig may be an upload.
 */
import { load } from 'js-yaml';
import { fail, messageOf, ok, type Result } from '#core/result.ts';
import { readCluster, type ClusterEndpoint } from './kubeconfig-cluster.ts';
import { readUser, type UserCredentials } from './kubeconfig-user.ts';
import { oneLine } from './failures.ts';
import { type Fields, isFields, KubeconfigMistake, type KubeconfigOptions, text } from './kubeconfig-fields.ts';

/** One context of a kubeconfig, ready to connect with. */
export interface ClusterAccess {
  readonly context: string;
  readonly endpoint: ClusterEndpoint;
  readonly user: UserCredentials;
}

const MAX_BYTES = 1024 * 1024;

/** The entry of a named list (`clusters`, `users`, `contexts`); the last of equal names does not win: clientcmd takes the first. */
function entry(config: Fields, list: string, name: string, field: string, asker: string): Fields {
  const items = config[list] ?? [];
  if (!Array.isArray(items)) throw new KubeconfigMistake(`${list} must be a list`);
  const found = items.find((item): item is Fields => isFields(item) && item['name'] === name);
  if (found === undefined) throw new KubeconfigMistake(`${asker} names ${field} "${oneLine(name)}", which is not in ${list}${known(items)}`);
  const body = found[field];
  if (body === null || body === undefined) return {};
  if (!isFields(body)) throw new KubeconfigMistake(`${field} "${oneLine(name)}" must be a mapping`);
  return body;
}

function known(items: readonly unknown[]): string {
  const names = namesOf(items);
  return names.length === 0 ? ' (there are none)' : ` (there are: ${oneLine(names.slice(0, 10).join(', '))}${names.length > 10 ? ', ...' : ''})`;
}

const namesOf = (items: readonly unknown[]): string[] =>
  items.flatMap((item) => (isFields(item) && typeof item['name'] === 'string' ? [item['name']] : []));

function chooseContext(config: Fields, wanted: string | undefined): string {
  if (wanted !== undefined) return wanted;
  const current = text(config, 'current-context', 'the kubeconfig');
  if (current !== undefined) return current;
  const contexts = Array.isArray(config['contexts']) ? namesOf(config['contexts']) : [];
  if (contexts.length === 1) return contexts[0]!;
  if (contexts.length === 0) throw new KubeconfigMistake('it has no contexts');
  throw new KubeconfigMistake(`it has no current-context; choose one of: ${oneLine(contexts.slice(0, 10).join(', '))}`);
}

function parse(source: string): Fields {
  if (Buffer.byteLength(source) > MAX_BYTES) throw new KubeconfigMistake(`it is larger than ${MAX_BYTES} bytes`);
  if (source.trim() === '') throw new KubeconfigMistake('it is empty');
  let document: unknown;
  try {
    document = load(source);
  } catch (error) {
    // Only the first line: the rest of a YAML error quotes the file, and the file holds secrets.
    throw new KubeconfigMistake(`it is not valid YAML: ${oneLine(messageOf(error).split('\n', 1)[0] ?? '')}`);
  }
  if (!isFields(document)) throw new KubeconfigMistake('it is not a mapping');
  const kind = document['kind'];
  if (kind !== undefined && kind !== 'Config') throw new KubeconfigMistake(`its kind is ${oneLine(JSON.stringify(kind) ?? '')}, not Config`);
  return document;
}

/** Reads the text of a kubeconfig. Fails with code `kubeconfig-invalid` and one line that says what to correct. */
export async function readKubeconfig(source: string, options: KubeconfigOptions = {}): Promise<Result<ClusterAccess>> {
  try {
    const config = parse(source);
    const context = chooseContext(config, options.context);
    const chosen = entry(config, 'contexts', context, 'context', options.context === undefined ? 'current-context' : 'the request');
    const where = `context "${oneLine(context)}"`;
    const clusterName = text(chosen, 'cluster', where);
    if (clusterName === undefined) throw new KubeconfigMistake(`${where} names no cluster`);
    const userName = text(chosen, 'user', where);
    if (userName === undefined) throw new KubeconfigMistake(`${where} names no user`);
    const endpoint = await readCluster(entry(config, 'clusters', clusterName, 'cluster', where), clusterName, options);
    const user = await readUser(entry(config, 'users', userName, 'user', where), userName, options);
    if (endpoint.plainRemote && user.secret) throw new KubeconfigMistake(`cluster "${oneLine(clusterName)}": server is http://, so the credentials would travel in clear; use https://`);
    return ok({ context, endpoint, user });
  } catch (error) {
    if (error instanceof KubeconfigMistake) return fail('kubeconfig-invalid', `kubeconfig: ${error.message}`);
    throw error;
  }
}
