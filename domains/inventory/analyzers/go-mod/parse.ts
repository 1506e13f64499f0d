/** The statements of a go.mod file: https://go.dev/ref/mod#go-mod-file-grammar. */
import { lines } from '../shared/text.ts';

export interface Statement { readonly verb: string; readonly words: readonly string[]; readonly line: number; readonly comment: string }

/** Words of a line; a word may stand in quotes. */
const wordsOf = (text: string): string[] => (text.match(/"[^"]*"|`[^`]*`|[^\s"`]+/g) ?? []).map((word) => word.replace(/^["`](.*)["`]$/, '$1'));

/** Statements one by one, those in blocks with the verb of the block. */
export function* statements(text: string): Generator<Statement> {
  let block = '';
  let number = 0;
  for (const raw of lines(text)) {
    number += 1;
    const slashes = raw.search(/(?:^|\s)\/\//);
    const words = wordsOf(slashes < 0 ? raw : raw.slice(0, slashes));
    if (words.length === 0) continue;
    const comment = slashes < 0 ? '' : raw.slice(slashes).trim();
    if (block !== '' && words[0] === ')') { block = ''; continue; }
    if (block === '' && words[1] === '(') { block = words[0]!; continue; }
    yield block === '' ? { verb: words[0]!, words: words.slice(1), line: number, comment } : { verb: block, words, line: number, comment };
  }
}
