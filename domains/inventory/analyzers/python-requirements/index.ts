/** requirements.txt and files like it, in pip's syntax. */
import { fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { readRequirements } from '../shared/requirements.ts';

export const analyzer = fileAnalyzer(
  { id: 'python-requirements', evidence: 'declared', purlType: 'pypi', wants: matching(/(?:^|\/)(?:[^/]*requirements[^/]*|requirements\/[^/]+)\.txt$/i) },
  (file, tools) => readRequirements(tools.text(file.bytes)),
);
