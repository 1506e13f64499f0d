/** One-time codes of welcome links. Kept in memory only, as hashes: a restart ends them. */
import { randomSecret, sameHash, sha256 } from './secrets.ts';

export const CODE_LIFETIME_MS = 15 * 60_000;
const MOST_CODES = 10;

export class OneTimeCodes {
  private codes: { readonly hash: string; readonly endsAt: number }[] = [];
  private readonly now: () => number;
  constructor(now: () => number) { this.now = now; }

  issue(): string {
    const code = randomSecret();
    this.codes = [...this.codes, { hash: sha256(code), endsAt: this.now() + CODE_LIFETIME_MS }].slice(-MOST_CODES);
    return code;
  }

  /** true once for each code, while it lasts. */
  redeem(code: string): boolean {
    const hash = sha256(code);
    const now = this.now();
    this.codes = this.codes.filter((known) => known.endsAt > now);
    const found = this.codes.find((known) => sameHash(known.hash, hash));
    if (found === undefined) return false;
    this.codes = this.codes.filter((known) => known !== found);
    return true;
  }
}
