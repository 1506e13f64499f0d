const two = (value: number): string => String(value).padStart(2, '0');

/** The day in so many days as `2026-03-01`, in the time zone of the browser. */
export function dateInDays(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The last second of a day (`2026-03-01`) in the time zone of the browser. */
export const endOfDay = (day: string): Date => new Date(`${day}T23:59:59`);
