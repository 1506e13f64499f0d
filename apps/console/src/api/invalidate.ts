import type { Query } from '@tanstack/react-query';
import type { ReadRouteId } from './client.ts';
import { queryClient } from './query-client.ts';
import { TOPICS, type Topic } from './topics.ts';

/** A topic with the environment that it happened in; null: any. */
export interface Change { readonly topic: Topic; readonly environment: string | null }

/** Asks again for all that the changes touch: what is on screen at once, the rest when it is next shown. */
export function invalidate(changes: readonly Change[]): Promise<void> {
  return queryClient.invalidateQueries({ predicate: (query) => touches(query, changes) }, { cancelRefetch: false });
}

export const invalidateTopics = (...topics: readonly Topic[]): Promise<void> => invalidate(topics.map((topic) => ({ topic, environment: null })));

function touches(query: Query, changes: readonly Change[]): boolean {
  const [route, args] = query.queryKey as [ReadRouteId, { query?: { environment?: string } } | undefined];
  const topics = TOPICS[route];
  const environment = args?.query?.environment;
  return changes.some((change) => topics.includes(change.topic)
    && (environment === undefined || change.environment === null || change.environment === environment));
}
