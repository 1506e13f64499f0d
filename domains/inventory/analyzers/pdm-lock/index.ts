/** pdm.lock: https://pdm-project.org/latest/usage/lockfile/. A package may appear once for each set of its extras. */
import { fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { lockEntry } from '../shared/python-lock.ts';
import { list, own, string } from '../shared/structured.ts';
import { parseToml } from '../shared/toml.ts';

export const analyzer = fileAnalyzer({ id: 'pdm-lock', evidence: 'declared', purlType: 'pypi', wants: named('pdm.lock') }, (file, tools) => (
  list(own(parseToml(tools.text(file.bytes)), 'package')).map((item) => {
    const groups = list(own(item, 'groups')).map(string);
    return lockEntry(item, string(own(item, 'git')), string(own(item, 'revision')), groups.length > 0 && groups.every((group) => /^(?:dev|test|tests|lint|docs)$/.test(group)));
  })
));
