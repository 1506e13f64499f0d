import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
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
  await i18next.use(initReactI18next).init({ lng: language, fallbackLng: false, resources: {}, interpolation: { escapeValue: false } });
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

/** The texts in the language of the page; a component that calls this is drawn again when the language changes. */
export function useT(): Translate {
  const { t } = useTranslation();
  return t as unknown as Translate;
}

export function useLanguage(): Language {
  useTranslation();
  return currentLanguage();
}
