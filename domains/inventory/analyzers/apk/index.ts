/**
 * Alpine packages: the installed database of apk-tools 2 and 3 in its text form
 * (https://wiki.alpinelinux.org/wiki/Apk_spec). A line is a letter, a colon, a value; packages are apart by empty
 * lines; F: and R: name the folders and files that a package owns.
 */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer, type Reading } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { MANY_LINES, lines } from '../shared/text.ts';

/** The fields of one package by letter. Later F: and R: lines are not fields of the package but its files. */
function entry(fields: ReadonlyMap<string, string>): Entry {
  const [name, version] = [fields.get('P') ?? '', fields.get('V') ?? ''];
  if (name === '' || version === '') damaged('a package has no name or no version');
  const architecture = fields.get('A');
  const licenses = fields.get('L');
  return {
    name, version, architecture, source: { name: fields.get('o') ?? name, version },
    purl: { qualifiers: { arch: architecture } }, ...(licenses === undefined ? {} : { licenses: [licenses] }),
  };
}

function read(text: string): Reading {
  const entries: Entry[] = [];
  const ownedFiles: string[] = [];
  let fields = new Map<string, string>();
  let folder = '';
  const finish = (): void => {
    if (fields.size > 0) entries.push(entry(fields));
    fields = new Map();
    folder = '';
  };
  let number = 0;
  for (const line of lines(text, MANY_LINES)) {
    number += 1;
    if (line === '') { finish(); continue; }
    if (line[1] !== ':') damaged(`line ${number} is not a field`);
    const [letter, value] = [line[0]!, line.slice(2)];
    if (letter === 'F') folder = value;
    else if (letter === 'R') ownedFiles.push(folder === '' ? value : `${folder}/${value}`);
    else if ('PVALo'.includes(letter) && !fields.has(letter)) fields.set(letter, value);
  }
  finish();
  return { entries, ownedFiles };
}

export const analyzer = fileAnalyzer(
  { id: 'apk', evidence: 'installed', purlType: 'apk', wants: matching(/(?:^|\/)(?:usr\/)?lib\/apk\/db\/installed$/, 'd') },
  (file, tools) => read(tools.text(file.bytes)),
);
