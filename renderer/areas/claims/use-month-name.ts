import { useTranslation } from 'react-i18next';

/** '2026-03' as March 2026. Not every browser knows the months of Khmer, so their names are ours. */
export function useMonthName(): (month: string) => string {
  const { t } = useTranslation();
  return (month) => {
    const [year = '', number = ''] = month.split('-');
    return `${t(`words.monthName.m${Number(number)}` as 'words.monthName.m1')} ${year}`;
  };
}
