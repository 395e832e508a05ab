import i18next, { type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readKept, writeKept } from '../ui/kept-text.ts';
import { en, type Messages } from './messages/en.ts';
import { fr } from './messages/fr.ts';
import { km } from './messages/km.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Messages };
    returnNull: false;
  }
}

export const LANGUAGE_NAMES = { km: 'ខ្មែរ', en: 'EN', fr: 'FR' } as const;
export type Language = keyof typeof LANGUAGE_NAMES;
const KEPT = 'tonle.language';

function isLanguage(text: string | null): text is Language {
  return text !== null && text in LANGUAGE_NAMES;
}

/** The messages in the language that was chosen last on this PC; Khmer until somebody chooses. */
export function createI18n(): I18n {
  const kept = readKept('local', KEPT);
  const i18n = i18next.createInstance();
  void i18n.use(initReactI18next).init({
    lng: isLanguage(kept) ? kept : 'km',
    fallbackLng: 'en',
    resources: { km: { translation: km }, en: { translation: en }, fr: { translation: fr } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  const tell = (language: string) => {
    document.documentElement.lang = language;
  };
  tell(i18n.language);
  i18n.on('languageChanged', (language) => {
    tell(language);
    writeKept('local', KEPT, language);
  });
  return i18n;
}
