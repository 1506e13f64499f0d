import type { ReactNode } from 'react';
import type { ListRouteId, ReadRouteId, Row } from '../../api/client.ts';
import type { Place } from '../../app/paths.ts';
import type { PageSearch, SearchKey } from '../../app/search.ts';
import type { Key, Translate } from '../../i18n/index.ts';

/** One column of a table. */
export interface Column<R> {
  readonly id: string;
  readonly header: Key;
  /** CSS grid track: `120px`, `minmax(0, 2fr)`. */
  readonly width: string;
  readonly cell: (row: R) => ReactNode;
  readonly align?: 'end';
  /** Value of the list's `sort` that orders by this column, and the direction that the API then gives. */
  readonly sort?: { readonly value: string; readonly direction: 'ascending' | 'descending' };
  /** Shown where the table is at least this wide (px). */
  readonly from?: number;
  /** Carries the link of the row. */
  readonly primary?: boolean;
}

export interface FilterOption { readonly value: string; readonly label: string; readonly icon?: ReactNode }

/** One filter above a list. Its choice is in the address under `id` and goes to the API under the same name. */
export interface Filter {
  readonly id: SearchKey;
  readonly label: Key;
  readonly multiple?: boolean;
  /** What choosing nothing is called; else all. */
  readonly none?: Key;
  /** What the API is asked for a choice, where that is more than the choice itself. */
  readonly query?: (chosen: string | undefined) => Readonly<Record<string, string | undefined>>;
  /** A hook: options may come from the API. */
  readonly useOptions: (t: Translate, search: PageSearch) => readonly FilterOption[];
}

/** All that distinguishes one list from another. */
export interface ListDeclaration<I extends ListRouteId & ReadRouteId> {
  readonly route: I;
  readonly label: Key;
  readonly rowKey: (row: Row<I>) => string;
  readonly place?: (row: Row<I>) => Place | null;
  readonly columns: readonly Column<Row<I>>[];
  readonly filters?: readonly Filter[];
  /** Placeholder of the search box; absent where the API has no search. */
  readonly search?: Key;
  readonly defaultSort?: string;
  readonly rowHeight?: number;
  readonly empty: { readonly title: Key; readonly hint: Key };
}
