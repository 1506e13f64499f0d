/** The next database: what the last one holds, and what is new. */
import type { Advisory, ExploitPrediction, KnownExploited } from '#core/advisories.ts';
import { DatabaseBuilder } from './index-format/builder.ts';
import type { AdvisoryDatabase } from './index-format/database.ts';
import { encodeDatabase } from './index-format/encode.ts';
import type { DigestTool } from './index-format/layout.ts';

type Source<T> = Iterable<T> | AsyncIterable<T>;

export interface DatabaseSources {
  /** Kept where nothing newer comes; null: begin anew. */
  readonly previous: AdvisoryDatabase | null;
  readonly advisories: Source<Advisory>;
  /** Each replaces all that the last database held of its kind. */
  readonly knownExploited?: Source<KnownExploited>;
  readonly predictions?: Source<ExploitPrediction>;
}

/**
 * The pieces of the file. Of two records with one id, the one modified later holds.
 * @throws RangeError when there is more than the format can hold, and what the sources throw
 */
export async function buildDatabase(sources: DatabaseSources, tools: DigestTool): Promise<readonly Uint8Array[]> {
  const { previous } = sources, builder = new DatabaseBuilder();
  if (previous !== null) for (const advisory of previous.advisories()) builder.add(advisory);
  for await (const advisory of sources.advisories) builder.add(advisory);
  for await (const entry of sources.knownExploited ?? previous?.knownExploitedEntries() ?? []) builder.addKnownExploited(entry);
  for await (const entry of sources.predictions ?? previous?.predictions() ?? []) builder.addPrediction(entry);
  return encodeDatabase(builder, tools);
}
