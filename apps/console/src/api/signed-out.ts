import { isProblem } from './client.ts';

const listeners = new Set<() => void>();

/** Calls back when the API says that no one is signed in (any more). */
export const onSignedOut = (listener: () => void): void => void listeners.add(listener);

/** Looks at the error of any call of the page. */
export function noticeSignedOut(error: unknown): void {
  if (isProblem(error, 401)) for (const listener of listeners) listener();
}
