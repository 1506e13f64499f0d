/** Thrown by every reader of this folder where input is not what its format allows; `guard` turns it into notAssessed. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** Gives up on the file at hand with one clear line. */
export function damaged(reason: string): never {
  throw new Damaged(reason);
}
