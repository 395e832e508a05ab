import { useTranslation } from 'react-i18next';
import { shownCount } from '../../ui/dates.ts';

/** Amounts in words of the screen's language; a difference may be negative. */
export function useRiel(): (amount: number) => string {
  const { t } = useTranslation();
  return (amount) => t('words.riel', { n: shownCount(amount) });
}
