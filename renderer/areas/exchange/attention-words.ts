import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';

export interface AttentionWords {
  /** Why the centre set the record aside, in the language of the screen. */
  why: string;
  /** The centre's own sentence in English, where the screen has none of its own for this code. */
  original: string | null;
  /** The field to look at, as the form calls it; null where the whole record is meant. */
  field: string | null;
}

/** What a centre's refusal is called on the screens; a newer centre may know codes that this desk does not. */
export function useAttentionWords(): (item: AttentionItem) => AttentionWords {
  const { t, i18n } = useTranslation();
  const fields: Partial<Record<string, string>> = {
    nameKm: t('register.nameKm'),
    nameLatin: t('register.nameLatin'),
    birthDate: t('register.birth'),
    villageCode: t('register.village'),
    patientNumber: t('desk.patient.number'),
    serviceDate: t('visits.today.day'),
    outcome: t('visits.today.outcome'),
    cancelReason: t('visits.today.reason'),
    'identifiers.nssf': t('words.identifier.nssf'),
    'identifiers.hef': t('words.identifier.hef'),
    'identifiers.national-id': t('words.identifier.national-id'),
    'identifiers.pmrs': t('words.identifier.pmrs'),
    'identifiers.passport': t('words.identifier.passport'),
  };
  return ({ code, field, sentence }) => {
    const key = [`errors.atCentre.${code}`, `errors.refusal.${code}`].find((one) => i18n.exists(one));
    return {
      why: t((key ?? 'errors.atCentre.unreadable') as 'errors.atCentre.unreadable'),
      original: key === undefined ? sentence : null,
      field: field === null ? null : (fields[field] ?? null),
    };
  };
}
