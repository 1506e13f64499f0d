/**
 * Homebrew: a keg is `Cellar/NAME/VERSION/INSTALL_RECEIPT.json`, a cask `Caskroom/NAME/VERSION/...`. The path is the
 * record (https://docs.brew.sh/Formula-Cookbook); the receipt adds tap and architecture.
 */
import type { AnalyzerTools, FileContent } from '#core/packages.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { endsIn } from '../shared/paths.ts';
import { own, parseJsonObject, string } from '../shared/structured.ts';

const KEG = /(?:^|\/)Cellar\/([^/]+)\/([^/]+)\/INSTALL_RECEIPT\.json$/;
const ends = endsIn('nhtb');
const CASK = /(?:^|\/)Caskroom\/([^/]+)\/([^/]+)\/(?:[^/]+\.wrapper\.sh|[^/]+\.app\/Contents\/Info\.plist|\.metadata\/INSTALL_RECEIPT\.json)$/;
const CASK_RECEIPT = /(?:^|\/)Caskroom\/([^/]+)\/\.metadata\/([^/]+)\/[^/]+\/Casks\/[^/]+\.(?:rb|json)$/;

function read(file: FileContent, tools: AnalyzerTools): Entry[] {
  const cask = CASK.exec(file.path) ?? CASK_RECEIPT.exec(file.path);
  if (cask !== null) return [{ name: cask[1]!, version: cask[2]! }];
  const keg = KEG.exec(file.path);
  if (keg === null) return [];
  const receipt = parseJsonObject(tools.text(file.bytes));
  const tap = string(own(own(receipt, 'source'), 'tap'));
  return [{
    name: keg[1]!, version: keg[2]!, architecture: string(own(receipt, 'arch')),
    purl: tap === '' || tap === 'homebrew/core' ? {} : { namespace: tap },
  }];
}

export const analyzer = fileAnalyzer(
  { id: 'homebrew', evidence: 'installed', purlType: 'brew', wants: (path) => (ends(path) && (KEG.test(path) || CASK.test(path) || CASK_RECEIPT.test(path)) ? 'content' : false) },
  read,
);
