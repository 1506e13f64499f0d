import { formatDate, formatDateTime, formatRelative } from '../i18n/format.ts';
import { useLanguage, useT } from '../i18n/index.ts';
import { useNow } from '../lib/use-now.ts';

/** A moment as people say it (`3 hours ago`), with the exact time on hover. null reads as never. */
export function Ago({ at }: { at: string | null }) {
  useLanguage();
  const now = useNow();
  const t = useT();
  if (at === null) return <span>{t('common.never')}</span>;
  const date = new Date(at);
  return <time dateTime={at} title={formatDateTime(date)}>{formatRelative(date, now)}</time>;
}

/** A date, with how far it is away on hover. */
export function DateOf({ at }: { at: string }) {
  useLanguage();
  const now = useNow();
  const date = new Date(at);
  return <time dateTime={at} title={`${formatDateTime(date)} (${formatRelative(date, now)})`}>{formatDate(date)}</time>;
}
