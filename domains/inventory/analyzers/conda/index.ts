/** Packages in a conda environment: `conda-meta/NAME-VERSION-BUILD.json` (https://docs.conda.io/projects/conda/en/latest/dev-guide/specs/). */
import { fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { own, parseJsonObject, string } from '../shared/structured.ts';

export const analyzer = fileAnalyzer({ id: 'conda', evidence: 'installed', purlType: 'conda', wants: matching(/(?:^|\/)conda-meta\/[^/]+-[^/]+-[^/]+\.json$/, 'n') }, (file, tools) => {
  const meta = parseJsonObject(tools.text(file.bytes));
  const text = (key: string): string => string(own(meta, key));
  return [{
    name: text('name'), version: text('version'), licenses: [text('license')], architecture: text('subdir'),
    purl: { qualifiers: { build: text('build'), channel: text('channel'), subdir: text('subdir'), type: text('fn').endsWith('.conda') ? 'conda' : undefined } },
  }];
});
