/** Small documents in answers, bounded in bytes and time. */
import { LIMITS } from '#core/limits.ts';
import { messageOf, ProblemError } from '#core/result.ts';

const BODY_MS = 60_000;

/** The body of an answer. @throws ProblemError `registry.malformed` (too large), `registry.unreachable` */
export async function readBody(response: Response, what: string): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let late = false;
  const timer = setTimeout(() => { late = true; reader.cancel().catch(() => undefined); }, BODY_MS);
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      if (value === undefined) continue;
      size += value.length;
      if (size > LIMITS.imageDocumentBytes) throw new ProblemError('registry.malformed', `${what} is larger than ${LIMITS.imageDocumentBytes} bytes`);
      chunks.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw error instanceof ProblemError ? error : new ProblemError('registry.unreachable', `${what} broke off: ${messageOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
  if (late) throw new ProblemError('registry.unreachable', `${what} did not come within ${BODY_MS / 1000} seconds`);
  return Buffer.concat(chunks);
}

/** The document in a body. @throws ProblemError `registry.malformed` */
export function jsonObject(bytes: Uint8Array, what: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    throw new ProblemError('registry.malformed', `${what} is not valid JSON: ${messageOf(error)}`);
  }
  throw new ProblemError('registry.malformed', `${what} is no JSON object`);
}
