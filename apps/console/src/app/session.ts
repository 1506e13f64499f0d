import { useQuery } from '@tanstack/react-query';
import type { Principal, Scope } from '#contract/types.ts';
import { read } from '../api/queries.ts';

export const sessionQuery = () => ({ ...read('whoAmI', {}), staleTime: 5 * 60_000, retry: false as const });

/** Who is signed in. Pages below the shell are shown only to someone who is. */
export function useSession(): Principal {
  const { data } = useQuery(sessionQuery());
  if (data === undefined) throw new Error('useSession is for pages below the shell');
  return data;
}

/** Whether the signed-in account may do what needs the scope. The server decides again on each call. */
export const useMay = (scope: Scope): boolean => useSession().scopes.includes(scope);
