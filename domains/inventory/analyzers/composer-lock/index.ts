/** composer.lock of PHP: https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control. */
import { composerEntry } from '../shared/composer.ts';
import { fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { list, own, parseJsonObject } from '../shared/structured.ts';

export const analyzer = fileAnalyzer({ id: 'composer-lock', evidence: 'declared', purlType: 'composer', wants: named('composer.lock') }, (file, tools) => {
  const lock = parseJsonObject(tools.text(file.bytes));
  return [...list(own(lock, 'packages')).map((item) => composerEntry(item, false)), ...list(own(lock, 'packages-dev')).map((item) => composerEntry(item, true))];
});
