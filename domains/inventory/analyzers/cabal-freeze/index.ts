/** cabal.project.freeze of Haskell: `constraints: any.name ==version, ...` (https://cabal.readthedocs.io/). */
import { fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';

export const analyzer = fileAnalyzer({ id: 'cabal-freeze', evidence: 'declared', purlType: 'hackage', wants: named('cabal.project.freeze') }, (file, tools) => (
  [...tools.text(file.bytes).matchAll(/(?:^|[\s,])any\.([A-Za-z0-9][A-Za-z0-9-]*)\s*==\s*(\d[\d.]*)(?=\s*(?:,|$))/gm)].map(([, name, version]) => ({ name: name!, version: version! }))
));
