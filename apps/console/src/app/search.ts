import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What addresses of the console may say after `?`. All of it is text; lists are joined by commas. */
const SEARCH_KEYS = ['environment', 'namespace', 'search', 'severity', 'category', 'initiative', 'status', 'kind', 'sort', 'unhealthy', 'state', 'tab', 'path', 'policy', 'fixable', 'knownExploited', 'running', 'registry', 'reason', 'layer', 'vulnerable', 'exempt', 'view', 'image', 'vulnerability', 'package', 'next', 'ended'] as const;
export type SearchKey = (typeof SEARCH_KEYS)[number];
export type PageSearch = { [K in SearchKey]?: string | undefined };

const isKey = (name: string): name is SearchKey => (SEARCH_KEYS as readonly string[]).includes(name);

/** Keeps the known, filled fields; anything else in an address is dropped. */
export function validateSearch(raw: Record<string, unknown>): PageSearch {
  const search: PageSearch = {};
  for (const [name, value] of Object.entries(raw)) if (isKey(name) && typeof value === 'string' && value !== '') search[name] = value.slice(0, 1000);
  return search;
}

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

/** Plain `?severity=critical,high`: addresses are for people too. */
export function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') query.set(name, value);
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%5B', '[').replaceAll('%5D', ']');
  return text === '' ? '' : `?${text}`;
}

export type SetSearch = (patch: PageSearch, how?: { replace?: boolean }) => void;

/** The search of the address, and a way to change some of it. */
export function usePageSearch(): readonly [PageSearch, SetSearch] {
  const search = useSearch({ strict: false }) as PageSearch;
  const navigate = useNavigate();
  const set = useCallback<SetSearch>((patch, how) => {
    void navigate({ to: '.', search: ((previous: PageSearch) => ({ ...previous, ...patch })) as never, replace: how?.replace ?? false, resetScroll: false });
  }, [navigate]);
  return [search, set];
}
