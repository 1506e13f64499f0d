/** Signing in with name and password: the same time and answer for a wrong name and a wrong password, and few tries. */
import { isIPv6 } from 'node:net';
import { nameKey, type IdentityStore, type UserRecord } from '#core/ports/identity.ts';
import { Refusal } from '../http/problem.ts';
import { Limiter } from './limiter.ts';
import { verifyNobody, verifyPassword } from './passwords.ts';

const MINUTE = 60_000;
/** Failures that are allowed: of one address, of one name from one address, of one name from everywhere. */
export const SIGN_IN_LIMITS = { address: { limit: 30, windowMs: MINUTE }, pair: { limit: 5, windowMs: MINUTE }, name: { limit: 50, windowMs: 15 * MINUTE } } as const;
/** Password checks under way at once: each takes 19 MiB and a thread. */
const MOST_CHECKS = 16;

export class SignInGuard {
  private readonly store: IdentityStore;
  private readonly address: Limiter;
  private readonly pair: Limiter;
  private readonly name: Limiter;
  private checks = 0;

  constructor(store: IdentityStore, now: () => number) {
    this.store = store;
    this.address = new Limiter({ ...SIGN_IN_LIMITS.address, now });
    this.pair = new Limiter({ ...SIGN_IN_LIMITS.pair, now });
    this.name = new Limiter({ ...SIGN_IN_LIMITS.name, now });
  }

  /** The user; throws `wrong-credentials` or, with the seconds to wait, `too-many-requests`. */
  async byPassword(name: string, password: string, from: string): Promise<UserRecord> {
    const address = addressKey(from);
    const key = nameKey(name);
    this.admit([[this.address, address], [this.pair, `${address} ${key}`], [this.name, key]]);
    const user = await this.store.userByName(name);
    const right = await this.check(() => (user === undefined ? verifyNobody(password) : verifyPassword(password, user.passwordHash)));
    if (!right || user === undefined || user.disabled) throw new Refusal('wrong-credentials', 'the name or the password is wrong');
    this.address.giveBack(address);
    this.pair.clear(`${address} ${key}`);
    this.name.clear(key);
    return user;
  }

  /** Checks the password of a user that is signed in; throws `invalid` where it is wrong. */
  async again(user: UserRecord, password: string): Promise<void> {
    const key = `again ${user.id}`;
    this.admit([[this.pair, key]]);
    if (!(await this.check(() => verifyPassword(password, user.passwordHash)))) {
      throw new Refusal('invalid', 'the current password is wrong', { errors: [{ path: 'current', message: 'the current password is wrong' }] });
    }
    this.pair.clear(key);
  }

  /** Counts a try that is not by password. */
  attempt(from: string): void { this.admit([[this.address, addressKey(from)]]); }
  succeeded(from: string): void { this.address.giveBack(addressKey(from)); }

  private admit(counters: readonly (readonly [Limiter, string])[]): void {
    const wait = Math.max(...counters.map(([limiter, key]) => limiter.take(key)));
    if (wait > 0) throw new Refusal('too-many-requests', `too many attempts to sign in; try again in ${wait} s`, { retryAfter: wait });
  }

  private async check(verify: () => Promise<boolean>): Promise<boolean> {
    if (this.checks >= MOST_CHECKS) throw new Refusal('too-many-requests', 'too many people sign in at this moment; try again in 1 s', { retryAfter: 1 });
    this.checks += 1;
    try {
      return await verify();
    } finally {
      this.checks -= 1;
    }
  }
}

/** One key a client: of IPv6 the first 64 bits, because a client has all addresses below them. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('%')[0]!.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const groups = address.includes('::') ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right] : left;
  return `${groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
