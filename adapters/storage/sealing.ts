/**
 * Credentials at rest: AES-256-GCM with a key that is not in the database. The key comes from the environment variable
 * BREAKWATER_KEY, or from the file `key` of the data directory, which is made at the first start.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '#core/result.ts';

export interface Sealer {
  /** @param context what the text belongs to; it opens only there, so that sealed texts cannot be swapped. */
  seal(text: string, context: string): string;
  /** Throws ProblemError `key-wrong` when the key is another one or the text was changed. */
  open(sealed: string, context: string): string;
}

const VERSION = 'v1';
const KEY_HELP = 'BREAKWATER_KEY must be 32 bytes as 64 hexadecimal digits or as base64; `openssl rand -hex 32` makes one';

/** Throws ProblemError `key-invalid` when the key given is not 32 bytes. */
export function openSealer(dataDir: string, environment: Readonly<Record<string, string | undefined>> = process.env): Sealer {
  const given = environment['BREAKWATER_KEY'];
  if (given !== undefined && given !== '') return sealer(parseKey(given, KEY_HELP));
  const file = join(dataDir, 'key');
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return sealer(parseKey(readFileSync(file, 'utf8').trim(), `${file} does not hold a key: restore it from a backup, or set BREAKWATER_KEY`));
}

function parseKey(text: string, help: string): Buffer {
  const key = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length !== 32) throw new ProblemError('key-invalid', help);
  return key;
}

export function sealer(key: Buffer): Sealer {
  return {
    seal: (text, context) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [VERSION, nonce.toString('base64'), cipher.getAuthTag().toString('base64'), body.toString('base64')].join(':');
    },
    open: (sealed, context) => {
      const [version, nonce = '', tag = '', body = ''] = sealed.split(':');
      if (version !== VERSION) throw new ProblemError('key-wrong', 'stored credentials have a form that this version of breakwater does not know: start the version that wrote them');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: 16 }).setAAD(Buffer.from(context)).setAuthTag(Buffer.from(tag, 'base64'));
        return Buffer.concat([decipher.update(Buffer.from(body, 'base64')), decipher.final()]).toString('utf8');
      } catch (error) {
        throw new ProblemError('key-wrong', 'stored credentials cannot be opened with this key: use the BREAKWATER_KEY (or the file `key` of the data directory) that they were stored with, or give the credentials again', { cause: error });
      }
    },
  };
}
