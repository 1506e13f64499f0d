import type { Translate } from '../../i18n/index.ts';

/** `every 15 minutes`, `every 6 hours`. */
export const scheduleText = (t: Translate, minutes: number): string =>
  minutes % 60 === 0 ? t('registries.everyHours', { count: minutes / 60 }) : t('registries.everyMinutes', { count: minutes });
