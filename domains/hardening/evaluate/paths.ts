/**
 * Offending paths. A policy names them in the audit annotation `paths`: a string with one path a line, or null.
 * As an audit annotation it stays valid on every API server, where it ends up in the audit log.
 *
 * A path is written as in `kubectl explain`, relative to the object the policy is about:
 * `spec.hostNetwork`, `rules[2].verbs`, `metadata.annotations['example.com/key']`. Two forms find an entry without its
 * index, because older API servers cannot count in an expression: `spec.volumes[name=data].hostPath` picks an entry by a
 * field, and `spec.allContainers[name=web].image` looks through containers, initContainers and ephemeralContainers.
 */
import type { KubeObject } from '#core/words.ts';

/** Key of the audit annotation. */
export const PATHS_KEY = 'paths';
/** Most paths kept of one evaluation, and the longest that is looked at. */
const MOST_PATHS = 21;
const LONGEST_PATH = 1000;

const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The lines of the annotation as real paths in `object`. Lines that cannot be resolved stay as they are written. */
export function resolvePaths(text: string, object: KubeObject, prefix: readonly string[]): string[] {
  const front = prefix.length === 0 ? '' : `${prefix.join('.')}.`;
  const found: string[] = [];
  for (const line of text.includes('\n') ? text.split('\n', MOST_PATHS * 2) : [text]) {
    const path = line.trim();
    if (path === '' || path.length > LONGEST_PATH) continue;
    const real = front + (path.startsWith(CONTAINER_PICK) ? (containerPath(path, object) ?? resolvePath(path, object)) : resolvePath(path, object));
    if (!found.includes(real) && found.length < MOST_PATHS) found.push(real);
  }
  return found;
}

/** How nearly all paths of our policies begin. */
const CONTAINER_PICK = 'spec.allContainers[name=';

/** A path with one such pick and nothing but fields behind it; null for any other, which {@link resolvePath} takes apart. */
function containerPath(path: string, object: KubeObject): string | null {
  const { spec } = object;
  const end = path.indexOf(']', CONTAINER_PICK.length);
  if (end < 0 || path.indexOf('[', end) >= 0 || path.includes('..', end) || hasField(spec, 'allContainers')) return null;
  const found = findContainer(spec, 'name', path.slice(CONTAINER_PICK.length, end));
  return found === null ? path : `spec.${found.list}[${found.index}]${path.slice(end + 1)}`;
}

/** Groups: field, index, quoted field, and the key and value of `[key=value]`. */
const STEP = /\.?([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]|\[([A-Za-z]+)=([^\]]*)\]/y;

/** The step of a path that begins at a position; null where the text cannot be read as one. */
function stepAt(path: string, position: number): RegExpExecArray | null {
  STEP.lastIndex = position;
  return STEP.exec(path);
}

/** One path with `[field=value]` and `allContainers` replaced by what they mean in the object. */
function resolvePath(path: string, object: unknown): string {
  if (!path.includes('=')) return path;
  let out = '';
  let at: unknown = object;
  for (let position = 0; position < path.length;) {
    const step = stepAt(path, position);
    if (step === null) return path;
    const [text, field, index, quoted, key, value = ''] = step;
    position += text.length;
    if (field === 'allContainers' && !hasField(at, 'allContainers')) {
      const pick = stepAt(path, position);
      const found = pick?.[4] === undefined ? null : findContainer(at, pick[4], pick[5] ?? '');
      if (found === null || pick === null) return path;
      position += pick[0].length;
      out += `.${found.list}[${found.index}]`;
      at = found.entry;
    } else if (key !== undefined) {
      const found = indexOf(at, key, value);
      if (found < 0) return path;
      out += `[${found}]`;
      at = (at as readonly unknown[])[found];
    } else {
      out += text.startsWith('[') || text.startsWith('.') ? text : `.${text}`;
      at = childOf(at, field ?? quoted ?? Number(index));
    }
  }
  return out.startsWith('.') ? out.slice(1) : out;
}

const hasField = (at: unknown, field: string): boolean => isObject(at) && Object.hasOwn(at, field);

function childOf(at: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(at) ? at[step] : undefined;
  return isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
}

/** Where an entry of a list has a field with this value; a missing field reads as ''. */
function indexOf(list: unknown, key: string, value: string): number {
  if (!Array.isArray(list)) return -1;
  for (let i = 0; i < list.length; i++) {
    const entry: unknown = list[i];
    if (!isObject(entry)) continue;
    const field = entry[key];
    if (field === value || (typeof field !== 'string' && String(field ?? '') === value)) return i;
  }
  return -1;
}

function findContainer(spec: unknown, key: string, value: string): { list: string; index: number; entry: unknown } | null {
  for (const list of CONTAINER_LISTS) {
    const entries = childOf(spec, list);
    const index = indexOf(entries, key, value);
    if (index >= 0) return { list, index, entry: (entries as readonly unknown[])[index] };
  }
  return null;
}
