import type { Registry, RegistryFilters } from '#contract/types.ts';
import type { Translate } from '../../i18n/index.ts';

/** What the dialog holds: lists are one a line. */
export interface RegistryValues { name: string; url: string; username: string; password: string; plainHttp: boolean; include: string; exclude: string; tags: string; repositories: string; newest: string; scheduleMinutes: number }

export const SCHEDULES = [5, 15, 60, 360, 1440] as const;

export const initialValues = (registry: Registry | undefined): RegistryValues => ({
  name: registry?.name ?? '', url: registry?.url ?? '', username: registry?.username ?? '', password: '', plainHttp: registry?.plainHttp ?? false,
  include: registry?.filters.include.join('\n') ?? '', exclude: registry?.filters.exclude.join('\n') ?? '', tags: registry?.filters.tags.join('\n') ?? '', repositories: registry?.filters.repositories.join('\n') ?? '',
  newest: registry?.filters.newest?.toString() ?? '', scheduleMinutes: registry?.scheduleMinutes ?? 60,
});

/** One a line, or separated by commas; nothing twice. */
export const linesOf = (text: string): string[] => [...new Set(text.split(/[\n,]/).map((line) => line.trim()).filter((line) => line !== ''))];

export const filtersOf = (values: RegistryValues): RegistryFilters => ({
  include: linesOf(values.include), exclude: linesOf(values.exclude), tags: linesOf(values.tags), repositories: linesOf(values.repositories), newest: values.newest.trim() === '' ? null : Number(values.newest),
});

/** What is wrong with the values, by field. */
export function checkRegistry(t: Translate, values: RegistryValues): Record<string, string | undefined> {
  const newest = values.newest.trim();
  return {
    name: values.name.trim() === '' ? t('common.required') : undefined,
    url: values.url.trim() === '' ? t('common.required') : undefined,
    newest: newest !== '' && !/^[1-9]\d{0,4}$/.test(newest) ? t('registries.newestWrong') : undefined,
    username: values.password !== '' && values.username.trim() === '' ? t('registries.userNeeded') : undefined,
  };
}
