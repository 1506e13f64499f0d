import { useQuery } from '@tanstack/react-query';
import type { Environment } from '#contract/types.ts';
import { read } from './queries.ts';

/** All environments that the account sees (at most 1000), for choosing one and for naming them. */
export function useEnvironments(): readonly Environment[] {
  const { data } = useQuery(read('listEnvironments', { query: { limit: 1000 } }));
  return data?.items ?? NONE;
}

const NONE: readonly Environment[] = [];
