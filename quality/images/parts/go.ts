/** A program built with Go: the linker writes the modules into it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Part, sorted } from '../part.ts';
import { run } from '../run.ts';

/**
 * Lines `dep<TAB>module<TAB>version` of `go version -m`; a replaced module is the one that `=>` names. The program's own
 * module has no version when it is built from a folder.
 */
function modules(text: string): readonly string[] {
  const rows = text.split('\n').map((line) => line.split('\t').slice(1));
  const dependencies = rows.flatMap(([kind, name, version], index) => {
    const replacement = rows[index + 1];
    return kind !== 'dep' ? [] : [replacement?.[0] === '=>' ? `${replacement[1]} ${replacement[2]}` : `${name} ${version}`];
  });
  const main = rows.find(([kind]) => kind === 'mod')!;
  return [`stdlib ${/: go(\S+)/.exec(text)![1]}`, `${main[1]} ${main[2] === '(devel)' ? '' : main[2]}`, ...dependencies.map((each) => each.replace(/ v(?=\d)/, ' '))];
}

export const part: Part = {
  name: 'go',
  recipe: ['parts/go.ts', 'content/go'],
  async fill(work) {
    const root = join(work, 'root'), program = join(root, 'usr/local/bin/stock');
    await mkdir(join(root, 'usr/local/bin'), { recursive: true });
    await run('go', ['build', '-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', program, '.'], { cwd: join(import.meta.dirname, '../content/go'), env: { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' } });
    return [{ name: 'go', root, packing: 'zstd', truth: { go: sorted(modules(await run('go', ['version', '-m', program]))) } }];
  },
};
