export type TokenKind = 'key' | 'string' | 'number' | 'comment' | 'plain';
export interface Token { readonly kind: TokenKind; readonly text: string }

const LINE = /^(\s*(?:- )*)((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:'"{}[\],&*!|>%@`-][^:#]*?|-?[\w./$-]+):(?=\s|$))?(.*)$/;

/**
 * Colours of one line of YAML. For reading, not for parsing: it knows keys, quoted text, numbers and comments, and
 * leaves all else plain. Linear in the length of the line, which is bounded.
 */
export function tokensOf(line: string): Token[] {
  if (line.length > 2000) return [{ kind: 'plain', text: line }];
  if (/^\s*#/.test(line)) return [{ kind: 'comment', text: line }];
  const match = LINE.exec(line);
  if (match === null) return [{ kind: 'plain', text: line }];
  const [, indent = '', key = '', rest = ''] = match;
  const parts: Token[] = [];
  if (indent !== '') parts.push({ kind: 'plain', text: indent });
  if (key !== '') parts.push({ kind: 'key', text: key });
  if (rest !== '') parts.push(...valueTokens(rest));
  return parts;
}

function valueTokens(rest: string): Token[] {
  const comment = /\s#.*$/.exec(rest);
  const value = comment === null ? rest : rest.slice(0, comment.index);
  const trimmed = value.trim();
  const kind: TokenKind = /^["']/.test(trimmed) ? 'string' : /^(-?\d+(\.\d+)?|true|false|null)$/.test(trimmed) ? 'number' : 'plain';
  return [{ kind, text: value }, ...(comment === null ? [] : [{ kind: 'comment' as const, text: comment[0] }])];
}
