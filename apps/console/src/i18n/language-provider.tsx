import i18next from 'i18next';
import { type ReactNode, useEffect, useState } from 'react';
import { TextsContext, textsNow } from './index.ts';

/** Hands the texts of the present language down, and draws the page again when another is chosen. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [texts, setTexts] = useState(textsNow);
  useEffect(() => {
    const changed = (): void => setTexts(textsNow());
    i18next.on('languageChanged', changed);
    return () => i18next.off('languageChanged', changed);
  }, []);
  return <TextsContext value={texts}>{children}</TextsContext>;
}
