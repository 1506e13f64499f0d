/** Passwords as argon2id in PHC string form. Parameters: OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane). */
import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** A stored hash may ask for other costs than today's, but never for more than this (KiB, passes, lanes). */
const MOST = { memory: 262_144, passes: 10, parallelism: 4 } as const;

interface Cost { readonly memory: number; readonly passes: number; readonly parallelism: number }

const derive = (password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> => new Promise((resolve, reject) => {
  const input = { message: Buffer.from(password.normalize('NFKC')), nonce: salt, tagLength: length, memory: cost.memory, passes: cost.passes, parallelism: cost.parallelism };
  argon2('argon2id', input, (error, key) => { if (error === null) resolve(key); else reject(error); });
});

const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, with a fresh salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST, HASH_BYTES);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${text(salt)}$${text(hash)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** Whether the password is the one of the hash. Throws on a hash that this program did not write. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parts = PHC.exec(stored);
  if (parts === null) throw new Error('a stored password hash is not argon2id in PHC form');
  const cost = { memory: Number(parts[1]), passes: Number(parts[2]), parallelism: Number(parts[3]) };
  if (cost.memory > MOST.memory || cost.passes > MOST.passes || cost.parallelism > MOST.parallelism) throw new Error('a stored password hash asks for more work than is allowed');
  const expected = Buffer.from(parts[5] ?? '', 'base64');
  const actual = await derive(password, Buffer.from(parts[4] ?? '', 'base64'), cost, expected.length);
  return timingSafeEqual(actual, expected);
}

let decoy: Promise<string> | undefined;
/** Does the work of `verifyPassword` for a user that does not exist, so that the time taken does not tell. Always false. */
export async function verifyNobody(password: string): Promise<false> {
  decoy ??= hashPassword(randomBytes(18).toString('base64'));
  await verifyPassword(password, await decoy);
  return false;
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** A password for people to type once: 20 letters and digits that are hard to mix up, 115 bits. */
export const randomPassword = (): string => Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join('-');
