/** The frame of the HTML report: style and script are constants, so that the page can forbid everything else. */
import { createHash } from 'node:crypto';

const STYLE = `
:root{color-scheme:light dark;--line:#d1d5db;--muted:#57606a;--back:#fff;--card:#f6f8fa;--text:#1f2328;--critical:#8b0000;--high:#b42318;--medium:#8a5300;--low:#0b5f8a;--informational:#57606a;--none:#6b2fa0}
@media (prefers-color-scheme:dark){:root{--line:#3d444d;--muted:#a2abb5;--back:#0d1117;--card:#161b22;--text:#e6edf3;--critical:#ff9c93;--high:#ff8b80;--medium:#e3b341;--low:#79c0ff;--informational:#a2abb5;--none:#d2a8ff}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:80rem;background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:0}p{margin:.25rem 0}
.muted{color:var(--muted)}.tiles{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;margin:1rem 0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.5rem .9rem;min-width:7rem}.tiles b{display:block;font-size:1.4rem}
label{display:block;margin:1rem 0 .25rem}input{width:100%;max-width:32rem;padding:.5rem;font:inherit;color:inherit;background:var(--back);border:1px solid var(--muted);border-radius:.4rem}
section{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;padding:.9rem;background:var(--card)}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.informational{color:var(--informational)}.none{color:var(--none)}
.tag{font-weight:600;text-transform:uppercase;font-size:.8rem;letter-spacing:.03em}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;margin-top:.6rem;font-size:.93rem}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line)}
td{overflow-wrap:anywhere;min-width:7rem}code,pre{font:13px/1.45 ui-monospace,monospace}pre{overflow-x:auto;margin:.4rem 0;padding:.6rem;background:var(--back);border:1px solid var(--line);border-radius:.4rem}
[hidden]{display:none}
`;

const SCRIPT = `
const box=document.getElementById('filter'),shown=document.getElementById('shown'),rows=[...document.querySelectorAll('tr[data-row]')];
const texts=rows.map(row=>(row.textContent+' '+row.closest('section').dataset.policy).toLowerCase());
const apply=()=>{const words=box.value.toLowerCase().split(/\\s+/).filter(Boolean);let count=0;
rows.forEach((row,i)=>{row.hidden=!words.every(word=>texts[i].includes(word));if(!row.hidden)count++});
for(const section of document.querySelectorAll('section[data-policy]'))section.hidden=!section.querySelector('tr[data-row]:not([hidden])');
shown.textContent=words.length?count+' of '+rows.length+' rows shown':''};
box.addEventListener('input',apply);
`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g;
export const html = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char]!).replace(CONTROL, ' ').toWellFormed();

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** `body` is HTML; `title` is text. Nothing is loaded from anywhere, and the page may run no script but its own. */
export function pageStart(title: string): string {
  const policy = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${html(title)}</title>
<style>${STYLE}</style>
</head>
<body>
`;
}

export const PAGE_END = `<script>${SCRIPT}</script>\n</body>\n</html>\n`;
