import { useTranslation } from 'react-i18next';
import { SEXES } from '../../../shared/patients/record.ts';
import {
  DEPARTMENTS,
  DISCHARGE_TYPES,
  VISIT_OUTCOMES,
  VISIT_STATUSES,
  VISIT_TYPES,
} from '../../../shared/visits/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { shownDate } from '../../ui/dates.ts';
import { placePath } from '../facility/place-name.ts';
import { birthAsTyped } from '../patients/birth-date.ts';

const PLACES_MAX = 5;

function oneOf<T extends string>(known: readonly T[], value: string): T | undefined {
  return known.find((one) => one === value);
}

/** A value that two desks disagree on, as the rest of the screen writes it. */
export function ConflictValue({ field, value }: { field: string; value: string }) {
  const { t } = useTranslation();
  if (value === '') return t('fix.conflict.empty');
  if (field === 'villageCode') return <Village code={value} />;
  if (field === 'withdrawn') return t('fix.conflict.withdrawn');
  if (field === 'serviceDate') return shownDate(value);
  if (field === 'birthDate') {
    const [date = '', precision = 'day'] = value.split(' ');
    return birthAsTyped(date, precision);
  }
  const sex = field === 'sex' ? oneOf(SEXES, value) : undefined;
  if (sex) return t(`words.sex.${sex}`);
  const department = field === 'department' ? oneOf(DEPARTMENTS, value) : undefined;
  if (department) return t(`words.department.${department}`);
  const visitType = field === 'visitType' ? oneOf(VISIT_TYPES, value) : undefined;
  if (visitType) return t(`words.visitType.${visitType}`);
  return field === 'status' ? <Status value={value} /> : value;
}

/** 'closed improved authorised', or 'cancelled' and the reason. */
function Status({ value }: { value: string }) {
  const { t } = useTranslation();
  const [first = '', ...rest] = value.split(' ');
  const status = oneOf(VISIT_STATUSES, first);
  const outcome = oneOf(VISIT_OUTCOMES, rest[0] ?? '');
  const discharge = oneOf(DISCHARGE_TYPES, rest[1] ?? '');
  const ending =
    status === 'closed' && outcome && discharge
      ? [t(`words.visitOutcome.${outcome}`), t(`words.discharge.${discharge}`)]
      : [rest.join(' ')];
  return [status ? t(`words.visitStatus.${status}`) : first, ...ending].filter(Boolean).join(' · ');
}

function Village({ code }: { code: string }) {
  const { i18n } = useTranslation();
  const { data } = useAsk('places.search', { text: code, limit: PLACES_MAX });
  const village = data?.places.find((place) => place.code === code);
  return village ? placePath(village, i18n.language) : code;
}
