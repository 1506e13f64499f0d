/**
 * FIRST's EPSS scores (https://www.first.org/epss/data_stats): CSV, a comment with version and date, then
 * `cve,epss,percentile`; usually gzip.
 */
import { createReadStream } from 'node:fs';
import type { ExploitPrediction } from '#core/advisories.ts';
import { unpacked } from '../gunzip.ts';
import { lines } from '../lines.ts';

const MAX_LINE = 1024, MAX_BYTES = 1024 * 1024 * 1024;

/** @param bad told of every line that is no score. @throws ProblemError `advisories.unreadable` */
export async function* readEpss(path: string, bad: (line: number) => void): AsyncGenerator<ExploitPrediction> {
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 });
  let number = 0;
  for await (const batch of lines(path.endsWith('.gz') ? unpacked(file, path, MAX_BYTES) : file, MAX_LINE)) {
    for (const { text } of batch) {
      number += 1;
      if (text !== null && (text.startsWith('#') || text.startsWith('cve,') || text.trim() === '')) continue;
      const score = text === null ? null : scoreOf(text);
      if (score === null) bad(number);
      else yield score;
    }
  }
}

function scoreOf(line: string): ExploitPrediction | null {
  const [cve = '', probability = '', percentile = ''] = line.split(',');
  const [p, q] = [Number(probability), Number(percentile)];
  const usable = /^CVE-\d{4}-\d{4,7}$/.test(cve) && probability !== '' && percentile !== '' && p >= 0 && p <= 1 && q >= 0 && q <= 1;
  return usable ? { cve, probability: p, percentile: q } : null;
}
