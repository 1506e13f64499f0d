import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { worthRetrying } from './queries.ts';
import { noticeSignedOut } from './signed-out.ts';

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // The question who is signed in is asked by the router, which answers a 401 by itself on the first page.
    onError: (error, query) => { if (query.queryKey[0] !== 'whoAmI' || query.state.data !== undefined) noticeSignedOut(error); },
  }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: { staleTime: 30_000, gcTime: 5 * 60_000, retry: worthRetrying, retryDelay: (attempt) => 500 * 2 ** attempt, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { retry: false, networkMode: 'always' },
  },
});
