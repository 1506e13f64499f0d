import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Answer, ApiProblem, type Arguments, call, type ListRouteId, type ReadRouteId, type Row } from './client.ts';

/** Rows of one request; a page that is scrolled far ahead asks for LARGE_PAGE rows at once. */
const FIRST_PAGE = 200;
const LARGE_PAGE = 1000;

/** One answer, cached under [route, arguments]. */
export function read<I extends ReadRouteId>(route: I, args: Omit<Arguments<I>, 'signal'>) {
  return queryOptions<Answer<I>, ApiProblem, Answer<I>, [ReadRouteId, unknown]>({
    queryKey: [route, args],
    queryFn: ({ signal }) => (call as unknown as LooseCall)(route, { ...args, signal }) as Promise<Answer<I>>,
  });
}

export interface Rows<R> { readonly items: R[]; readonly next: string | null; readonly total: number }
type LooseCall = (route: string, args: Record<string, unknown>) => Promise<unknown>;
type Query = Readonly<Record<string, string | undefined>>;

/** All pages of a list so far, under [route, {query, params, pages: true}]; the previous rows stay while a filter changes. */
export function readRows<I extends ListRouteId & ReadRouteId>(route: I, query: Query, params?: Readonly<Record<string, string>>) {
  return infiniteQueryOptions({
    queryKey: [route, { query, params, pages: true }] as [ReadRouteId, unknown],
    queryFn: ({ signal, pageParam }) => {
      const limit = pageParam === null ? FIRST_PAGE : LARGE_PAGE;
      return (call as unknown as LooseCall)(route, { params, query: { ...query, cursor: pageParam ?? undefined, limit }, signal }) as Promise<Rows<Row<I>>>;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
}

/** Refusals are final; only an answer that did not come, and 5xx, are worth a second try. */
export function worthRetrying(failures: number, error: unknown): boolean {
  const status = error instanceof ApiProblem ? error.status : 0;
  return failures < 2 && (status === 0 || status >= 500);
}
