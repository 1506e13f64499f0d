/** pylock.toml: https://packaging.python.org/specifications/pylock-toml/. A package in a folder is the project itself. */
import { fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { lockEntry } from '../shared/python-lock.ts';
import { list, own, string } from '../shared/structured.ts';
import { parseToml } from '../shared/toml.ts';

export const analyzer = fileAnalyzer({ id: 'pylock', evidence: 'declared', purlType: 'pypi', wants: matching(/(?:^|\/)pylock(?:\.[^./]+)?\.toml$/) }, (file, tools) => (
  list(own(parseToml(tools.text(file.bytes)), 'packages')).flatMap((item) => {
    if (own(item, 'directory') !== undefined) return [];
    const vcs = own(item, 'vcs');
    return [lockEntry(item, string(own(vcs, 'url')), string(own(vcs, 'commit-id')))];
  })
));
