/** Installed Python packages: METADATA in .dist-info, PKG-INFO in .egg-info and EGG-INFO, single .egg-info files. */
import { fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { pythonEntry } from '../shared/python.ts';

export const analyzer = fileAnalyzer(
  { id: 'python-installed', evidence: 'installed', purlType: 'pypi', wants: matching(/(?:\.|\/)dist-info\/METADATA$|(?:\.egg-info|EGG-INFO)\/PKG-INFO$|\.egg-info$/i, 'ao') },
  (file, tools) => [pythonEntry(tools.text(file.bytes))],
);
