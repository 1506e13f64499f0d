import { useSyncExternalStore } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

/** A choice that this browser remembers. Where storage is refused (private windows), it lasts as long as the page. */
class Choice<T extends string> {
  readonly #key: string;
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(key: string, allowed: readonly T[], fallback: T) {
    this.#key = `breakwater.${key}`;
    const stored = readStored(this.#key);
    this.#value = allowed.find((value) => value === stored) ?? fallback;
  }

  readonly get = (): T => this.#value;

  readonly set = (value: T): void => {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, value);
    } catch (error) {
      console.info('this browser does not keep preferences', error);
    }
    for (const listener of this.#listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    console.info('this browser keeps no preferences', error);
    return null;
  }
}

export const themeChoice = new Choice<ThemeChoice>('theme', THEMES, 'system');

export function useChoice<T extends string>(choice: Choice<T>): T {
  return useSyncExternalStore(choice.subscribe, choice.get);
}

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const onDark = (listener: () => void): (() => void) => {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
};

/** Whether the page is dark now: the person's choice, else the system's. */
export function useDark(): boolean {
  const choice = useChoice(themeChoice);
  const system = useSyncExternalStore(onDark, () => dark.matches);
  return choice === 'system' ? system : choice === 'dark';
}
