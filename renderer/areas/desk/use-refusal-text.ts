import { useTranslation } from 'react-i18next';

/** The sentence of a refusal in the clerk's language; a code that a newer desk may send has a general one. */
export function useRefusalText(): (code: string) => string {
  const { t, i18n } = useTranslation();
  return (code) =>
    i18n.exists(`errors.refusal.${code}`)
      ? t(`errors.refusal.${code as 'not-set-up'}`)
      : t('errors.refusal.other', { code });
}
