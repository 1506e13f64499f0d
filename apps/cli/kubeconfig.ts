/**
 * A kubeconfig cut down to one context, with the files it names written into it: what leaves the machine is what is
 * needed, and means the same elsewhere (as `kubectl config view --minify --flatten`).
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { dump, load } from 'js-yaml';
import { messageOf, ProblemError } from '#core/result.ts';
import { nearest } from './exit.ts';

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const invalid = (message: string): ProblemError => new ProblemError('kubeconfig.invalid', message);

export interface MinimalKubeconfig { readonly text: string; readonly context: string; readonly notes: readonly string[] }

/** @param directory what relative file names in it are relative to. @throws ProblemError `kubeconfig.invalid` */
export function minimalKubeconfig(text: string, directory: string, wanted: string | undefined): MinimalKubeconfig {
  let config: unknown;
  try {
    config = load(text);
  } catch (error) {
    throw invalid(`the kubeconfig is not valid YAML: ${messageOf(error).split('\n')[0]}`);
  }
  if (!isFields(config)) throw invalid('the kubeconfig is not a mapping');
  const context = wanted ?? config['current-context'];
  if (typeof context !== 'string' || context === '') throw invalid('the kubeconfig has no current context: name one with --context');
  const body = entry(config, 'contexts', context, 'context');
  const clusterName = String(body['cluster'] ?? ''), userName = String(body['user'] ?? '');
  const cluster = withFiles(entry(config, 'clusters', clusterName, 'cluster'), directory, { 'certificate-authority': 'certificate-authority-data' });
  const user = withFiles(entry(config, 'users', userName, 'user'), directory, { 'client-certificate': 'client-certificate-data', 'client-key': 'client-key-data' });
  if (typeof user['tokenFile'] === 'string') {
    user['token'] = readFile(directory, user['tokenFile']).toString('utf8').trim();
    delete user['tokenFile'];
  }
  const notes = isFields(user['exec']) ? [`user ${userName} signs in by the program ${String(user['exec']['command'])}: it must also be installed where the control plane runs`] : [];
  const minimal = {
    apiVersion: 'v1', kind: 'Config', 'current-context': context, contexts: [{ name: context, context: body }],
    clusters: [{ name: clusterName, cluster }], users: [{ name: userName, user }],
  };
  return { text: dump(minimal), context, notes };
}

/** The body of a named entry: `contexts: [{name, context: {...}}]`. */
function entry(config: Fields, list: string, name: string, member: string): Fields {
  const entries = (Array.isArray(config[list]) ? config[list] : []).filter(isFields);
  const found = entries.find((each) => each['name'] === name)?.[member];
  if (isFields(found)) return { ...found };
  const names = entries.map((each) => String(each['name']));
  const near = nearest(name, names);
  throw invalid(`the kubeconfig has no ${member} ${name}; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : names.length === 0 ? `it has no ${list}` : `it has ${names.join(', ')}`}`);
}

function withFiles(body: Fields, directory: string, fields: Readonly<Record<string, string>>): Fields {
  for (const [file, data] of Object.entries(fields)) {
    const path = body[file];
    if (typeof path !== 'string' || path === '') continue;
    if (body[data] === undefined) body[data] = readFile(directory, path).toString('base64');
    delete body[file];
  }
  return body;
}

function readFile(directory: string, path: string): Buffer {
  try {
    return readFileSync(resolve(directory, path));
  } catch (error) {
    throw invalid(`the kubeconfig names a file that cannot be read: ${messageOf(error)}`);
  }
}
