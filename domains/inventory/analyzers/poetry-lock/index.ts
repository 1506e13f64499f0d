/** poetry.lock: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock. */
import { fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { lockEntry } from '../shared/python-lock.ts';
import { list, own, string } from '../shared/structured.ts';
import { parseToml } from '../shared/toml.ts';

export const analyzer = fileAnalyzer({ id: 'poetry-lock', evidence: 'declared', purlType: 'pypi', wants: named('poetry.lock') }, (file, tools) => (
  list(own(parseToml(tools.text(file.bytes)), 'package')).map((item) => {
    const source = own(item, 'source');
    const git = string(own(source, 'type')) === 'git';
    const groups = list(own(item, 'groups')).map(string);
    // Version 1 says `category`, later versions name the groups; all but `main` are for development unless asked for.
    const development = string(own(item, 'category')) === 'dev' || (groups.length > 0 && groups.every((group) => /^(?:dev|test|tests|lint|docs|typing)$/.test(group)));
    return lockEntry(item, git ? string(own(source, 'url')) : '', git ? string(own(source, 'resolved_reference')) : '', development);
  })
));
