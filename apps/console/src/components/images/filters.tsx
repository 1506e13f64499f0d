import { useQuery } from '@tanstack/react-query';
import type { ImageRow } from '#contract/types.ts';
import { SEVERITIES } from '#core/words.ts';
import { read } from '../../api/queries.ts';
import { SeverityBars } from '../marks.tsx';
import type { Filter, FilterOption } from '../table/types.ts';
import { ImageStateIcon } from './marks.tsx';
import { coverageQuery } from './scan-progress.tsx';

const STATES = ['assessed', 'scanning', 'pending', 'notAssessed'] as const satisfies readonly ImageRow['state'][];
const NONE: readonly FilterOption[] = [];

export const imageStateFilter: Filter = {
  id: 'state', label: 'common.field.state', multiple: true,
  useOptions: (t) => STATES.map((value) => ({ value, label: t(`images.state.${value}`), icon: <ImageStateIcon state={value} /> })),
};

/** With the findings that no source gives a severity for. */
export const findingSeverityFilter: Filter = {
  id: 'severity', label: 'common.field.severity', multiple: true,
  useOptions: (t) => [...SEVERITIES.map((value) => ({ value, label: t(`words.severity.${value}`), icon: <SeverityBars severity={value} /> })), { value: 'unknown', label: t('images.severityUnknown') }],
};

export const fixableFilter: Filter = { id: 'fixable', label: 'images.fixable', useOptions: (t) => [{ value: 'true', label: t('images.withFix') }, { value: 'false', label: t('images.withoutFix') }] };
export const knownExploitedFilter: Filter = { id: 'knownExploited', label: 'images.knownExploited', useOptions: (t) => [{ value: 'true', label: t('images.exploitedYes') }, { value: 'false', label: t('images.exploitedNo') }] };
export const runningFilter: Filter = { id: 'running', label: 'images.running', useOptions: (t) => [{ value: 'true', label: t('images.runningYes') }, { value: 'false', label: t('images.runningNo') }] };
export const registryFilter: Filter = { id: 'registry', label: 'images.registry', useOptions: () => useQuery(read('listRegistries', { query: { limit: 1000 } })).data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? NONE };
/** Why images are not assessed, as the coverage counts them. */
export const reasonFilter: Filter = { id: 'reason', label: 'common.field.reason', useOptions: (_, { environment }) => useQuery(coverageQuery(environment)).data?.reasons.map(({ reason }) => ({ value: reason, label: reason })) ?? NONE };

const FINDING_STATUSES = ['notAffected', 'withdrawn', 'exempt', 'any'] as const;
/** Findings that hold, unless others are asked for: those are what counts are about. */
export const findingStatusFilter: Filter = {
  id: 'status', label: 'common.field.status', none: 'images.status.affected',
  useOptions: (t) => FINDING_STATUSES.map((value) => ({ value, label: t(`images.status.${value}`) })),
  query: (chosen) => (chosen === 'any' ? {} : chosen === 'exempt' ? { exempt: 'true' } : { status: chosen ?? 'affected', ...(chosen === undefined ? { exempt: 'false' } : {}) }),
};
