/** What notifications are worth looking up. They only point at tags: nothing that they say is taken for true. */
import type { Hint, RegistryEvent, RegistryRecord, RegistryStore } from '#core/ports/registries.ts';
import { isTag, repositoryName } from './names.ts';
import { selectionOf } from './patterns.ts';

const DIGEST = /^sha\d{3}:[0-9a-f]{64,128}$/;

/** The tags to look up for each event; none for what is filtered out, and for what names no tag and no known image. */
export async function hintsOf(store: RegistryStore, record: RegistryRecord, events: readonly RegistryEvent[], at: number): Promise<Hint[][]> {
  const selection = selectionOf(record.filters);
  const found: Hint[][] = [];
  for (const { action, repository: name, tag, digest } of events) {
    const repository = name.length > 300 ? null : repositoryName(record.host, name);
    if (repository === null || !selection.repository(repository)) found.push([]);
    else if (tag !== null) found.push(isTag(tag) && selection.tag(tag) ? [{ repository, tag, pushedAt: action === 'push' ? at : null }] : []);
    // What is pushed without a tag is part of an index, or has no name; what is deleted may have had several.
    else if (action === 'push' || digest === null || !DIGEST.test(digest)) found.push([]);
    else found.push((await store.tagsOfDigest(record.id, repository, digest)).map((each) => ({ repository, tag: each, pushedAt: null })));
  }
  return found;
}
