/** uv.lock: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile. The project itself is a package with a local source. */
import { fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { lockEntry } from '../shared/python-lock.ts';
import { list, own, string } from '../shared/structured.ts';
import { parseToml } from '../shared/toml.ts';

export const analyzer = fileAnalyzer({ id: 'uv-lock', evidence: 'declared', purlType: 'pypi', wants: named('uv.lock') }, (file, tools) => (
  list(own(parseToml(tools.text(file.bytes)), 'package')).flatMap((item) => {
    const source = own(item, 'source');
    if (own(source, 'virtual') !== undefined || own(source, 'editable') !== undefined) return [];
    const [url, commit] = string(own(source, 'git')).split('#') as [string, string | undefined];
    return [lockEntry(item, url.replace(/\?.*$/, ''), commit ?? '')];
  })
));
