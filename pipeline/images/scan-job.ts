/** What a scan is asked to do and what comes of it. How an image is opened is given in by the app. */
import type { RegistryCredentials } from '#core/ports/registries.ts';
import { ProblemError } from '#core/result.ts';
import type { Inspection } from './inspect.ts';

export interface ScanRequest {
  /** `host/repository:tag` or `host/repository@digest`. */
  readonly reference: string;
  readonly credentials: RegistryCredentials | null;
  readonly plainHttp: boolean;
  /** Whether the layers of the image with this digest need not be read. Asked once the manifest is known. */
  known(digest: string): boolean;
  progress(done: number, total: number): void;
  readonly signal: AbortSignal;
}
/** `inspection` null: it was `known`. */
export interface ScanOutcome { readonly digest: string; readonly inspection: Inspection | null }
/** @throws ProblemError where the image as a whole cannot be read */
export type ScanImage = (request: ScanRequest) => Promise<ScanOutcome>;

const MINUTE = 60_000;
/** Growing waits for what may pass, such as a registry that cannot be reached; the last one is used again and again. */
const WAITS = [1, 2, 5, 15, 30, 60].map((minutes) => minutes * MINUTE);
/** For what only someone can change at the registry: credentials, images that are not there. */
const LONG_WAIT = 360 * MINUTE;

const PASSING: ReadonlySet<string> = new Set(['registry.unreachable', 'registry.busy', 'image.worker', 'cache.unwritable', 'image.time']);
const CHANGEABLE: ReadonlySet<string> = new Set(['registry.denied', 'registry.missing', 'registry.blob', 'registry.digest', 'registry.credentials']);

/** How long to wait before the next attempt, in milliseconds; null: not before something changes. @param attempts those made so far, at least 1 */
export function waitAfter(error: unknown, attempts: number): number | null {
  if (!(error instanceof ProblemError) || PASSING.has(error.code)) return WAITS[Math.min(attempts, WAITS.length) - 1] ?? MINUTE;
  return CHANGEABLE.has(error.code) ? LONG_WAIT : null;
}
