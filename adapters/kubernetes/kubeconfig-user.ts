/** The `user` part of a kubeconfig: how the caller proves who they are. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { oneLine } from './failures.ts';
import { type Fields, isFields, KubeconfigMistake, type KubeconfigOptions, text } from './kubeconfig-fields.ts';
import { filePath, inlineOrFile } from './kubeconfig-files.ts';

/** PEM. */
export interface ClientCertificate { readonly cert: string; readonly key: string }

export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly provideClusterInfo: boolean;
  readonly installHint: string | null;
}

/** What the `Authorization` header is made of. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'tokenFile'; readonly path: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'exec'; readonly plugin: ExecPlugin };

export interface UserCredentials {
  readonly credential: Credential;
  readonly certificate: ClientCertificate | null;
  /** `Impersonate-User` and its companions. */
  readonly impersonate: Readonly<Record<string, string | string[]>>;
  /** Whether requests carry anything that must not travel in clear. */
  readonly secret: boolean;
}

/** Checks that certificate and key belong together and are in force. Throws KubeconfigMistake. */
export function checkCertificate(certificate: ClientCertificate, where: string): void {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate.cert);
  } catch {
    throw new KubeconfigMistake(`${where}: client-certificate-data holds no PEM certificate`);
  }
  let matches: boolean;
  try {
    matches = parsed.checkPrivateKey(createPrivateKey(certificate.key));
  } catch {
    throw new KubeconfigMistake(`${where}: client-key-data holds no usable PEM key (keys with a passphrase are not supported)`);
  }
  if (!matches) throw new KubeconfigMistake(`${where}: client-certificate-data and client-key-data do not belong together`);
  if (parsed.validToDate.getTime() < Date.now()) throw new KubeconfigMistake(`${where}: the client certificate expired on ${parsed.validToDate.toISOString()}`);
}

async function readCertificate(fields: Fields, where: string, options: KubeconfigOptions): Promise<ClientCertificate | null> {
  const cert = await inlineOrFile(fields, 'client-certificate', where, options);
  const key = await inlineOrFile(fields, 'client-key', where, options);
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) throw new KubeconfigMistake(`${where}: a client certificate needs both client-certificate-data and client-key-data`);
  const certificate = { cert: cert.toString('latin1'), key: key.toString('latin1') };
  checkCertificate(certificate, where);
  return certificate;
}

const strings = (value: unknown, what: string): readonly string[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw new KubeconfigMistake(`${what} must be a list of texts`);
  return value;
};

const EXEC_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** client-go `plugin/pkg/client/auth/exec`. Standard input is never given to a plug-in. */
function readExec(exec: unknown, where: string, options: KubeconfigOptions): ExecPlugin {
  if (!isFields(exec)) throw new KubeconfigMistake(`${where}: exec must be a mapping`);
  const command = text(exec, 'command', `${where}: exec`);
  if (command === undefined) throw new KubeconfigMistake(`${where}: exec has no command`);
  if (options.allowExec !== true) {
    throw new KubeconfigMistake(`${where} gets its credentials by running "${oneLine(command)}", which is not allowed here; use a token of a ServiceAccount or a client certificate`);
  }
  const apiVersion = text(exec, 'apiVersion', `${where}: exec`) ?? '';
  if (!EXEC_VERSIONS.includes(apiVersion)) throw new KubeconfigMistake(`${where}: exec apiVersion "${oneLine(apiVersion)}" is not supported; use ${EXEC_VERSIONS[0]}`);
  if (exec['interactiveMode'] === 'Always') throw new KubeconfigMistake(`${where}: the plug-in "${oneLine(command)}" needs a terminal (interactiveMode: Always)`);
  const env: Record<string, string> = {};
  for (const item of Array.isArray(exec['env']) ? exec['env'] : []) {
    if (!isFields(item) || typeof item['name'] !== 'string' || typeof item['value'] !== 'string') throw new KubeconfigMistake(`${where}: exec env must be a list of name and value`);
    env[item['name']] = item['value'];
  }
  return {
    apiVersion, command, env,
    args: strings(exec['args'], `${where}: exec args`),
    provideClusterInfo: exec['provideClusterInfo'] === true,
    installHint: text(exec, 'installHint', `${where}: exec`) ?? null,
  };
}

function readCredential(fields: Fields, where: string, options: KubeconfigOptions): Credential {
  const provider = fields['auth-provider'];
  if (isFields(provider)) throw new KubeconfigMistake(`${where}: auth-provider "${oneLine(String(provider['name']))}" is not supported; use exec, a token or a client certificate`);
  const exec = fields['exec'];
  const tokenFile = filePath(fields, 'tokenFile', where, options);
  const token = text(fields, 'token', where);
  const username = text(fields, 'username', where);
  const bearer = tokenFile !== undefined || token !== undefined;
  const many = [exec !== undefined && exec !== null, bearer, username !== undefined].filter(Boolean).length > 1;
  if (many) throw new KubeconfigMistake(`${where} has more than one way to sign in; keep one of exec, token and username`);
  if (exec !== undefined && exec !== null) return { kind: 'exec', plugin: readExec(exec, where, options) };
  if (tokenFile !== undefined) return { kind: 'tokenFile', path: tokenFile };
  if (token !== undefined) return { kind: 'token', token: headerText(token.trim(), `${where}: token`) };
  if (username !== undefined) return { kind: 'basic', username, password: text(fields, 'password', where) ?? '' };
  return { kind: 'none' };
}

/** Text that may stand in a header. */
export function headerText(value: string, what: string): string {
  if (!/^[\x20-\x7e]*$/.test(value)) throw new KubeconfigMistake(`${what} holds characters that cannot be sent`);
  return value;
}

/** transport.NewImpersonatingRoundTripper of client-go. */
function readImpersonation(fields: Fields, where: string): Record<string, string | string[]> {
  const user = text(fields, 'as', where);
  if (fields['as-user-extra'] !== undefined) throw new KubeconfigMistake(`${where}: as-user-extra is not supported`);
  const groups = strings(fields['as-groups'], `${where}: as-groups`);
  const uid = text(fields, 'as-uid', where);
  if (user === undefined) {
    if (groups.length > 0 || uid !== undefined) throw new KubeconfigMistake(`${where}: as-groups and as-uid need as`);
    return {};
  }
  return {
    'impersonate-user': headerText(user, `${where}: as`),
    ...(groups.length > 0 ? { 'impersonate-group': groups.map((group) => headerText(group, `${where}: as-groups`)) } : {}),
    ...(uid === undefined ? {} : { 'impersonate-uid': headerText(uid, `${where}: as-uid`) }),
  };
}

/** Reads one user entry. Throws KubeconfigMistake. */
export async function readUser(fields: Fields, name: string, options: KubeconfigOptions): Promise<UserCredentials> {
  const where = `user "${oneLine(name)}"`;
  const credential = readCredential(fields, where, options);
  const certificate = await readCertificate(fields, where, options);
  return { credential, certificate, impersonate: readImpersonation(fields, where), secret: credential.kind !== 'none' || certificate !== null };
}
