/** From a path of an object to the line where its text says it. */
import { EVENT_ID, getScalarValue, parseEvents, type Event } from 'js-yaml';
import { LIMITS } from '#core/limits.ts';

/** `spec.containers[0].image`, `metadata.annotations[a/b.c]`, `metadata.labels["x"]` to its steps. */
function pathSteps(path: string): readonly string[] {
  const steps: string[] = [];
  for (const match of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]|\[([^\]]*)\]|([^.[\]]+)/g)) {
    const step = match[1] ?? match[2] ?? match[3] ?? match[4];
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

/**
 * 0-based line, within one YAML or JSON document, of the deepest part of the path that exists: where a key stands,
 * or where a list item begins. Null when the text cannot be read.
 */
export function lineOfPath(text: string, path: string): number | null {
  const events = eventsOf(text);
  const offset = events === null ? null : new Finder(text, events).find(pathSteps(path));
  return offset === null ? null : newlinesBefore(text, offset);
}

/** The document asked for last: the findings of one object come one after the other. */
let latest: { readonly text: string; readonly events: readonly Event[] | null } = { text: '', events: null };

function eventsOf(text: string): readonly Event[] | null {
  if (latest.text !== text) latest = { text, events: readEvents(text) };
  return latest.events;
}

function readEvents(text: string): readonly Event[] | null {
  try {
    return parseEvents(text, { maxDepth: LIMITS.objectDepth });
  } catch {
    // Only documents that were read are asked for, but JSON is read by another parser: a tab may be too much for this one.
    return null;
  }
}

const newlinesBefore = (text: string, offset: number): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) count++;
  return count;
};

class Finder {
  readonly #text: string;
  readonly #events: readonly Event[];
  #at = 0;

  constructor(text: string, events: readonly Event[]) { this.#text = text; this.#events = events; }

  /** Offset in the text, or null for a text without a document. */
  find(steps: readonly string[]): number | null {
    if (this.#events[0]?.type !== EVENT_ID.DOCUMENT) return null;
    this.#at = 1;
    let best: number | null = null;
    for (const step of steps) {
      const offset = this.#enter(step);
      if (offset === null) break;
      best = offset;
    }
    return best ?? this.#startOf(this.#events[1]);
  }

  /** Into the member or item of the collection at hand: its offset, or null if there is none. */
  #enter(step: string): number | null {
    const event = this.#events[this.#at];
    if (event === undefined) return null;
    if (event.type === EVENT_ID.MAPPING) {
      this.#at++;
      return this.#member(step);
    }
    if (event.type !== EVENT_ID.SEQUENCE || !/^\d+$/.test(step)) return null;
    this.#at++;
    for (let left = Number(step); left > 0; left--) {
      if (this.#ended()) return null;
      this.#skip();
    }
    return this.#ended() ? null : this.#startOf(this.#events[this.#at]);
  }

  #member(name: string): number | null {
    while (!this.#ended()) {
      const key = this.#events[this.#at]!;
      const found = key.type === EVENT_ID.SCALAR && getScalarValue(this.#text, key) === name;
      this.#skip();
      if (found) return this.#startOf(key);
      this.#skip();
    }
    return null;
  }

  #ended(): boolean {
    const event = this.#events[this.#at];
    return event === undefined || event.type === EVENT_ID.POP;
  }

  #skip(): void {
    for (let depth = 0; this.#at < this.#events.length;) {
      const { type } = this.#events[this.#at++]!;
      if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
      else if (type === EVENT_ID.POP) depth--;
      if (depth === 0) return;
    }
  }

  #startOf(event: Event | undefined): number | null {
    if (event === undefined) return null;
    if (event.type === EVENT_ID.SCALAR) return event.valueStart < 0 ? null : event.valueStart;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start < 0 ? null : event.start;
    return event.type === EVENT_ID.ALIAS ? event.anchorStart : null;
  }
}
