import i18next from 'i18next';
import { createContext, use } from 'react';
import type { en } from './en/index.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Catalog = typeof en;

type Singular<K extends string> = K extends `${infer S}_one` | `${infer S}_other` ? S : K;
type Leaves<T, P extends string = ''> = { [K in keyof T & string]: T[K] extends string ? `${P}${Singular<K>}` : Leaves<T[K], `${P}${K}.`> }[keyof T & string];
/** A text of the catalogs, `overview.title`. A key that does not exist does not compile. */
export type Key = Leaves<Catalog>;
export type Translate = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

const STORED = 'breakwater.language';
const loaders: Readonly<Record<Language, () => Promise<Catalog>>> = {
  en: async () => (await import('./en/index.ts')).en,
  de: async () => (await import('./de/index.ts')).de,
};

function preferred(): Language {
  const wanted = [readStored(), ...navigator.languages];
  return wanted.map((tag) => LANGUAGES.find((language) => tag?.toLowerCase().startsWith(language))).find((found) => found !== undefined) ?? 'en';
}

function readStored(): string | undefined {
  try {
    return localStorage.getItem(STORED) ?? undefined;
  } catch (error) {
    console.info('this browser keeps no preferences', error);
    return undefined;
  }
}

async function load(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) i18next.addResourceBundle(language, 'translation', await loaders[language]());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startLanguages(): Promise<void> {
  const language = preferred();
  await i18next.init({ lng: language, fallbackLng: false, resources: {}, interpolation: { escapeValue: false } });
  await load(language);
}

export async function switchLanguage(language: Language): Promise<void> {
  await load(language);
  try {
    localStorage.setItem(STORED, language);
  } catch (error) {
    console.info('this browser does not keep preferences', error);
  }
}

export const currentLanguage = (): Language => LANGUAGES.find((language) => language === i18next.language) ?? 'en';

/** Texts of one language. A new object for each language, so that what was drawn with the old one is drawn again. */
export interface Texts { readonly language: Language; readonly t: Translate }
export const textsNow = (): Texts => ({ language: currentLanguage(), t: (key, values = {}) => i18next.t(key, values) });
export const TextsContext = createContext<Texts | null>(null);

function useTexts(): Texts {
  const texts = use(TextsContext);
  if (texts === null) throw new Error('texts are for components below LanguageProvider');
  return texts;
}

/** The texts in the language of the page; a component that calls this is drawn again when the language changes. */
export const useT = (): Translate => useTexts().t;
export const useLanguage = (): Language => useTexts().language;
