/** What a package says of its license, as SBOMs want it: a known id, an expression of such, or just words. */
const COMMON = new Set(['0BSD', 'AFL-2.1', 'AGPL-3.0-only', 'AGPL-3.0-or-later', 'Apache-1.1', 'Apache-2.0', 'Artistic-1.0-Perl', 'Artistic-2.0', 'BSD-1-Clause', 'BSD-2-Clause', 'BSD-3-Clause', 'BSD-4-Clause', 'BSL-1.0', 'BlueOak-1.0.0', 'CC-BY-3.0', 'CC-BY-4.0', 'CC0-1.0', 'CDDL-1.0', 'CDDL-1.1', 'EPL-1.0', 'EPL-2.0', 'GPL-1.0-or-later', 'GPL-2.0-only', 'GPL-2.0-or-later', 'GPL-3.0-only', 'GPL-3.0-or-later', 'ISC', 'LGPL-2.0-or-later', 'LGPL-2.1-only', 'LGPL-2.1-or-later', 'LGPL-3.0-only', 'LGPL-3.0-or-later', 'MIT', 'MIT-0', 'MPL-1.1', 'MPL-2.0', 'OpenSSL', 'PSF-2.0', 'Python-2.0', 'Ruby', 'Unicode-3.0', 'Unicode-DFS-2016', 'Unlicense', 'WTFPL', 'X11', 'Zlib', 'curl']);

export interface License { readonly kind: 'id' | 'expression' | 'name'; readonly text: string }

/** Only licenses that are surely on SPDX's list count as ids; anything else is kept as words. */
export function parseLicense(text: string): License {
  const trimmed = text.trim();
  if (COMMON.has(trimmed)) return { kind: 'id', text: trimmed };
  const words = trimmed.replace(/[()]/g, ' ').split(/\s+/).filter((word) => word !== '');
  const expression = words.length >= 3 && words.length % 2 === 1 && words.every((word, index) => (index % 2 === 1 ? word === 'AND' || word === 'OR' : COMMON.has(word)));
  return { kind: expression && balanced(trimmed) ? 'expression' : 'name', text: trimmed };
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth++;
    if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
