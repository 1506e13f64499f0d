/** vendor/composer/installed.json: what Composer really installed; a list in version 1, an object in version 2. */
import { composerEntry } from '../shared/composer.ts';
import { fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { list, own, parseJson, string } from '../shared/structured.ts';

export const analyzer = fileAnalyzer({ id: 'composer-installed', evidence: 'installed', purlType: 'composer', wants: matching(/(?:^|\/)composer\/installed\.json$/, 'n') }, (file, tools) => {
  const installed = parseJson(tools.text(file.bytes));
  const development = new Set(list(own(installed, 'dev-package-names')).map(string));
  const packages = Array.isArray(installed) ? list(installed) : list(own(installed, 'packages'));
  return packages.map((item) => composerEntry(item, development.has(string(own(item, 'name')))));
});
