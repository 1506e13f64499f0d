import { type KeyboardEvent, useCallback, useState } from 'react';

export interface RowKeys {
  /** The row that Tab reaches. */
  readonly active: number;
  /** Counts moves by key: the row takes the focus when it changes. */
  readonly moved: number;
  readonly activate: (index: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** One row of a table is in the tab order; arrows, Page Up/Down, Home and End move it. */
export function useRowKeys(count: number, page: number): RowKeys {
  const [{ active, moved }, set] = useState({ active: 0, moved: 0 });
  const current = Math.min(active, Math.max(0, count - 1));
  const activate = useCallback((index: number) => set((was) => (was.active === index ? was : { active: index, moved: 0 })), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (target.getAttribute('role') !== 'row' || event.altKey || event.ctrlKey || event.metaKey) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: count - 1 };
    const next = steps[event.key];
    if (next !== undefined) {
      event.preventDefault();
      set((was) => ({ active: Math.max(0, Math.min(count - 1, next)), moved: was.moved + 1 }));
    } else if (event.key === 'Enter') {
      target.querySelector<HTMLElement>('[data-row-link]')?.click();
    }
  };
  return { active: current, moved, activate, onKeyDown };
}
