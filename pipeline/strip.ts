/** What of an object is kept: never the values of Secrets, and nothing that only repeats the rest. */
import type { KubeObject } from '#core/words.ts';

/** kubectl writes the whole object again into this annotation, the values of Secrets with it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const SECRET_FIELDS = ['data', 'stringData'] as const;

/**
 * The object as it is evaluated and stored. Without `managedFields` (bookkeeping of the API server, often half of the
 * object) and kubectl's copy; a Secret also without its values. The object given is not changed.
 */
export function strip(object: KubeObject): KubeObject {
  const { metadata } = object;
  const isSecret = object.kind === 'Secret' && object.apiVersion === 'v1';
  const annotated = isRecord(metadata.annotations) && Object.hasOwn(metadata.annotations, LAST_APPLIED);
  if (!isSecret && !annotated && metadata['managedFields'] === undefined) return object;
  const kept: Record<string, unknown> = { ...object };
  if (isSecret) for (const field of SECRET_FIELDS) delete kept[field];
  const { managedFields: _bookkeeping, ...meta } = metadata;
  if (annotated) {
    const { [LAST_APPLIED]: _copy, ...annotations } = metadata.annotations ?? {};
    return { ...(kept as KubeObject), metadata: { ...meta, annotations } };
  }
  return { ...(kept as KubeObject), metadata: meta };
}

const SECRET_NAME = /pass(word|wd|phrase)?|secret|token|api_?key|private_?key|access_?key|credential|auth(?!or)|connection_?string|dsn/i;
const REDACTED = '(redacted)';
/** Objects are nested at most 100 deep (`LIMITS.objectDepth`); below that nothing is shown. */
const DEPTH = 100;

/** The object as people see it: values of environment variables whose name sounds secret are not shown, wherever they are. */
export const redact = (object: KubeObject): Record<string, unknown> => redactValue(object, 0) as Record<string, unknown>;

function redactValue(value: unknown, depth: number): unknown {
  if (depth > DEPTH) return REDACTED;
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, depth + 1));
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = key === 'env' && Array.isArray(inner) ? inner.map((variable: unknown) => redactVariable(variable, depth + 2)) : redactValue(inner, depth + 1);
  return copy;
}

function redactVariable(variable: unknown, depth: number): unknown {
  if (!isRecord(variable) || typeof variable['name'] !== 'string' || variable['value'] === undefined || !SECRET_NAME.test(variable['name'])) return redactValue(variable, depth);
  return { ...(redactValue(variable, depth) as Record<string, unknown>), value: REDACTED };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
