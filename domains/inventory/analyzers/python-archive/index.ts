/** Python packages that are kept as archives: wheels and eggs are zip files with their metadata inside. */
import { fileAnalyzer, type Reading } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { pythonEntry } from '../shared/python.ts';
import { budgetFor, readZip, sourceOf } from '../shared/zip.ts';
import { damaged } from '../shared/damaged.ts';
import type { AnalyzerTools, FileContent } from '#core/packages.ts';

const METADATA = /^[^/]+\.dist-info\/METADATA$|^EGG-INFO\/PKG-INFO$/i;
const MAX_METADATA = 16 * 1024 * 1024;

function read(file: FileContent, tools: AnalyzerTools): Reading {
  const source = sourceOf(file);
  const member = readZip(source, tools, budgetFor(source, MAX_METADATA)).find(({ name }) => METADATA.test(name)) ?? damaged('holds no metadata of a Python package');
  return { entries: [{ ...pythonEntry(tools.text(member.read())), path: `${file.path}!/${member.name}` }] };
}

export const analyzer = fileAnalyzer({ id: 'python-archive', evidence: 'installed', purlType: 'pypi', maxBytes: 256 * 1024 * 1024, wants: matching(/\.(?:whl|egg)$/, 'lg'), pieces: true }, read);
