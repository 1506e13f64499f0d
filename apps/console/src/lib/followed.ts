import type { MouseEvent } from 'react';

/** Whether a click on a link is a plain one, which the console answers itself; others (new tab, ...) are the browser's. */
export function followed(event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  event.preventDefault();
  return true;
}
