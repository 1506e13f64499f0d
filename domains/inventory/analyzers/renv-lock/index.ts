/** renv.lock of R: https://rstudio.github.io/renv/articles/lockfile.html. Only packages of a repository are on CRAN. */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { entries, type JsonObject, own, parseJsonObject, string } from '../shared/structured.ts';

const read = (lock: JsonObject): Entry[] => entries(own(lock, 'Packages')).flatMap(([key, item]) => {
  const [name, version, repository] = [string(own(item, 'Package')) || key, string(own(item, 'Version')), string(own(item, 'Repository'))];
  return repository === 'CRAN' || repository === 'RSPM' || repository === 'P3M' ? [{ name, version }] : [];
});

export const analyzer = fileAnalyzer({ id: 'renv-lock', evidence: 'declared', purlType: 'cran', wants: named('renv.lock') }, (file, tools) => read(parseJsonObject(tools.text(file.bytes))));
