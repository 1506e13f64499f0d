/**
 * JSON as YAML for reading, with the line of every field. Block style; texts are plain where YAML 1.1 and 1.2 read
 * them as the same text, else quoted as JSON (a JSON string is a YAML string). Key order is kept.
 */
export interface YamlText {
  readonly text: string;
  /** Line (from 1) of a field path such as `spec.containers[0].image`; of its nearest parent where it does not exist. */
  readonly lineOf: (path: string) => number | undefined;
}

const SEPARATOR = '\u0000';
const PLAIN = /^[A-Za-z_/][\w./ ()@=+$~^:-]*$/;
/** Quantities (`100m`, `128Mi`), which no version of YAML takes for a number. */
const QUANTITY = /^[1-9]\d*(m|Ki|Mi|Gi|Ti)$/;
const RESERVED = /^(y|n|yes|no|on|off|true|false|null|~|\.inf|\.nan)$/i;

export function toYaml(value: unknown): YamlText {
  const writer = new Writer();
  writer.write(value, '', [], '');
  const { lines, places } = writer;
  return {
    text: `${lines.join('\n')}\n`,
    lineOf: (path) => {
      const segments = segmentsOf(path);
      for (let length = segments.length; length > 0; length--) {
        const line = places.get(segments.slice(0, length).join(SEPARATOR));
        if (line !== undefined) return line;
      }
      return undefined;
    },
  };
}

/** `a.b[0]['x.y/z']` as its parts. */
export function segmentsOf(path: string): string[] {
  return [...path.matchAll(/\[(?:(\d+)|"([^"]*)"|'([^']*)')\]|([^.[\]]+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
}

class Writer {
  readonly lines: string[] = [];
  readonly places = new Map<string, number>();

  /** Writes `value` after `start`, the beginning of its first line (`key:` or `-` with its indent). */
  write(value: unknown, indent: string, path: readonly string[], start: string): void {
    if (Array.isArray(value) && value.length > 0) this.#list(value, indent, path, start);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) this.#map(value as Record<string, unknown>, indent, path, start);
    else if (typeof value === 'string' && isBlock(value)) this.#block(value, indent, start);
    else this.lines.push(start === '' ? scalar(value) : `${start} ${scalar(value)}`);
  }

  #list(items: readonly unknown[], indent: string, path: readonly string[], start: string): void {
    // Within a map a list stands at the indent of its key, as kubectl writes it; within a list it goes one deeper.
    const dash = start.endsWith('-') || start === '' ? indent : indent.slice(2);
    if (start !== '' && !start.endsWith('-')) this.lines.push(start);
    items.forEach((item, index) => {
      const at = [...path, String(index)];
      const first = index === 0 && start.endsWith('-') ? `${start} -` : `${dash}-`;
      this.places.set(at.join(SEPARATOR), this.lines.length + 1);
      this.write(item, `${dash}  `, at, first);
    });
  }

  #map(fields: Readonly<Record<string, unknown>>, indent: string, path: readonly string[], start: string): void {
    if (start !== '' && !start.endsWith('-')) this.lines.push(start);
    Object.entries(fields).forEach(([key, value], index) => {
      const at = [...path, key];
      const lead = index === 0 && start.endsWith('-') ? `${start} ` : indent;
      this.places.set(at.join(SEPARATOR), this.lines.length + 1);
      this.write(value, `${indent}  `, at, `${lead}${scalar(key)}:`);
    });
  }

  #block(text: string, indent: string, start: string): void {
    const chomping = text.endsWith('\n') ? '' : '-';
    this.lines.push(`${start} |${chomping}`);
    for (const line of text.replace(/\n$/, '').split('\n')) this.lines.push(line === '' ? '' : `${indent}${line}`);
  }
}

/** Several lines that YAML can carry as they are. */
function isBlock(text: string): boolean {
  return /[^\n]\n/.test(text) && !/^[\s]/.test(text) && !/\n\n$/.test(text) && !/[^\n\t\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe]/.test(text) && !/[\u2028\u2029]/.test(text);
}

function scalar(value: unknown): string {
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object' && value !== null) return '{}';
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
  const plain = QUANTITY.test(value) || (PLAIN.test(value) && !RESERVED.test(value) && !/[ :]$|: /.test(value));
  return plain ? value : JSON.stringify(value);
}
