/** Logs as JSON lines on stderr. Nothing that could be a secret gets through, whoever logs it and wherever it sits. */
import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

const HIDDEN = '[hidden]';
const SECRET_NAMES = /pass(word|wd|phrase)?$|secret|token|kubeconfig|authorization|cookie|credential|private.?key|^(code|current|next|hash|session)$/i;
/** API tokens, bearer credentials, argon2 hashes and keys, in running text and within a line of JSON. */
const SECRET_TEXT = /bw_[0-9a-f]{16}_[\w-]{20,}|(?<=bearer )[^\s"'\\]+|\$argon2\w+\$[^\s"'\\]+|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^"\\]|\\.)*/gi;
const MOST_DEPTH = 6;
const MOST_TEXT = 8_000;

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export function createLogger(level: LogLevel, destination: DestinationStream = pino.destination({ fd: 2, sync: true })): Logger {
  return pino({
    level, base: null, timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (fields) => hideSecrets(fields) as Record<string, unknown> },
    // The URL of a request has only filters in its query, but no one needs them in a log.
    serializers: { req: (request: { method?: string; id?: unknown }) => ({ method: request.method, id: request.id }), err: (error: unknown) => (error instanceof Error ? plainError(error) : error) },
    // Names are known only above; looks are searched once more in the finished line, which also has messages and bindings.
    hooks: { streamWrite: (line) => line.replace(SECRET_TEXT, HIDDEN) },
  }, destination);
}

/** A copy without what is secret by its name or its look; bounded in depth. */
export function hideSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return plain(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return hideSecrets(plainError(value), depth);
  if (depth >= MOST_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => hideSecrets(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, SECRET_NAMES.test(name) && field !== null && typeof field !== 'number' && typeof field !== 'boolean' ? HIDDEN : hideSecrets(field, depth + 1)]));
}

const plain = (text: string): string => text.slice(0, MOST_TEXT).replace(SECRET_TEXT, HIDDEN);

/** pino's own form of an error: type, message with causes, stack. */
function plainError(error: Error): Record<string, unknown> {
  const { type, message, stack } = stdSerializers.err(error);
  return { type, message, stack };
}
