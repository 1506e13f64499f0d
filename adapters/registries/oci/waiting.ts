/** Waiting between attempts. */

/** Milliseconds that an answer asks to wait, 0 where it does not: RFC 9110, section 10.2.3 (seconds or a date). */
export function retryAfter(response: Response): number {
  const text = response.headers.get('retry-after') ?? '';
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

/** Rejects with the reason of the signal when that comes first. */
export const delay = (milliseconds: number, signal?: AbortSignal): Promise<void> => new Promise((resolve, reject) => {
  const end = (): void => { clearTimeout(timer); reject(signal?.reason); };
  const timer = setTimeout(() => { signal?.removeEventListener('abort', end); resolve(); }, milliseconds);
  if (signal?.aborted === true) end();
  else signal?.addEventListener('abort', end, { once: true });
});
