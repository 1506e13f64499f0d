/**
 * A reader of XML 1.0 for files that tools write: elements, attributes, text, CDATA. No document type declarations, so
 * no entities but the five predefined ones and character references. Bounded in depth and elements.
 */
import { damaged } from './damaged.ts';

export interface Element {
  /** Without its namespace prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  /** All text directly inside, trimmed. */
  text: string;
}

const MAX_DEPTH = 100;
const MAX_ELEMENTS = 500_000;
const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/g, (whole, entity: string) => {
    if (entity[0] !== '#') return PREDEFINED[entity] ?? whole;
    const code = entity[1] === 'x' ? Number.parseInt(entity.slice(2), 16) : Number.parseInt(entity.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Where the tag that opens at `from` ends; '>' inside quotes does not count. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const c = text[at]!;
    if (quote !== '') { if (c === quote) quote = ''; continue; }
    if (c === '"' || c === "'") quote = c;
    else if (c === '>') return at;
  }
  return damaged('is not XML: a tag has no end');
}

function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name, double, single] of tag.matchAll(/([^\s=/"'<>]{1,200})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')/g)) attributes.set(local(name!), decodeEntities(double ?? single ?? ''));
  return attributes;
}

const skipPast = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from);
  return at < 0 ? damaged(`is not XML: '${mark}' is missing`) : at + mark.length;
};

/** The root element. Damage where the text is not well-formed enough to have one. */
export function parseXml(text: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [], text: '' };
  const stack: Element[] = [root];
  let count = 0;
  let at = 0;
  const addText = (raw: string): void => { const top = stack.at(-1)!; if (top !== root) top.text += raw; };
  while (at < text.length) {
    const open = text.indexOf('<', at);
    if (open < 0) break;
    if (open > at) addText(decodeEntities(text.slice(at, open)));
    if (text.startsWith('<!--', open)) { at = skipPast(text, '-->', open + 4); continue; }
    if (text.startsWith('<![CDATA[', open)) { at = skipPast(text, ']]>', open + 9); addText(text.slice(open + 9, at - 3)); continue; }
    if (text.startsWith('<?', open)) { at = skipPast(text, '?>', open + 2); continue; }
    const end = endOfTag(text, open + 1);
    at = end + 1;
    // <!DOCTYPE ...> of property lists names their grammar only; one with declarations of its own is refused.
    if (text[open + 1] === '!') { if (text.slice(open, end).includes('[')) damaged('is not XML that is read: it declares entities of its own'); continue; }
    if (text[open + 1] === '/') {
      const name = local(text.slice(open + 2, end).trim());
      const top = stack.pop()!;
      if (top === root || top.name !== name) damaged(`is not XML: </${name.slice(0, 60)}> closes nothing`);
      top.text = top.text.trim();
      continue;
    }
    const empty = text[end - 1] === '/';
    const tag = text.slice(open + 1, empty ? end - 1 : end);
    const name = /^[^\s/>]+/.exec(tag)?.[0] ?? damaged('is not XML: a tag has no name');
    const element: Element = { name: local(name), attributes: attributesOf(tag.slice(name.length)), children: [], text: '' };
    stack.at(-1)!.children.push(element);
    if ((count += 1) > MAX_ELEMENTS) damaged(`has more than ${MAX_ELEMENTS} elements`);
    if (!empty && stack.push(element) > MAX_DEPTH) damaged(`is nested deeper than ${MAX_DEPTH} elements`);
  }
  if (stack.length > 1) damaged(`is not XML: <${stack.at(-1)!.name.slice(0, 60)}> has no end`);
  return root.children[0] ?? damaged('is not XML: there is no element');
}

/** The first child of that name. */
export const child = (element: Element | undefined, name: string): Element | undefined => element?.children.find((c) => c.name === name);
/** The children of that name. */
export const childrenOf = (element: Element | undefined, name: string): Element[] => element?.children.filter((c) => c.name === name) ?? [];
/** The text of the first child of that name; '' where there is none. */
export const childText = (element: Element | undefined, name: string): string => child(element, name)?.text ?? '';
