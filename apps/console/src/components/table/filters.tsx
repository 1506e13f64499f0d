import { useQuery } from '@tanstack/react-query';
import { ASSESSMENT_STATUSES, SEVERITIES } from '#core/words.ts';
import { read } from '../../api/queries.ts';
import { SeverityBars, StatusIcon } from '../marks.tsx';
import type { Filter, FilterOption } from './types.ts';

/** Filters that more than one list has. */

export const severityFilter: Filter = {
  id: 'severity', label: 'common.field.severity', multiple: true,
  useOptions: (t) => SEVERITIES.map((value) => ({ value, label: t(`words.severity.${value}`), icon: <SeverityBars severity={value} /> })),
};

export const statusFilter: Filter = {
  id: 'status', label: 'common.field.status',
  useOptions: (t) => ASSESSMENT_STATUSES.map((value) => ({ value, label: t(`words.status.${value}`), icon: <StatusIcon status={value} /> })),
};

export const initiativeFilter: Filter = {
  id: 'initiative', label: 'common.field.initiative',
  useOptions: () => useQuery(read('listInitiatives', { query: { limit: 200 } })).data?.items.map(({ id, title }) => ({ value: id, label: title })) ?? NONE,
};

export const categoryFilter: Filter = {
  id: 'category', label: 'common.field.category',
  useOptions: () => {
    const { data } = useQuery(read('listPolicies', { query: { limit: 1000 } }));
    return [...new Set(data?.items.map(({ category }) => category))].sort().map((value) => ({ value, label: value }));
  },
};

/** Namespaces of the chosen environment, or of all: a name that occurs twice is one choice. */
export const namespaceFilter: Filter = {
  id: 'namespace', label: 'common.field.namespace',
  useOptions: (_, { environment }) => {
    const { data } = useQuery(read('listNamespaces', { query: { environment, limit: 1000 } }));
    return [...new Set(data?.items.map(({ name }) => name))].sort().map((value) => ({ value, label: value }));
  },
};

const NONE: readonly FilterOption[] = [];
