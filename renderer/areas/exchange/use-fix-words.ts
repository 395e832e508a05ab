import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import { type VerdictLanguage, verdictWords } from '../../../shared/outbox/verdict.rules.ts';
import { IDENTIFIER_KINDS } from '../../../shared/patients/identifiers.ts';
import { shownMoment, withShownDates } from '../../ui/dates.ts';
import { useAbout } from '../desk/use-about.ts';

const LANGUAGES: readonly VerdictLanguage[] = ['km', 'en', 'fr'];

/** What is to be fixed, in words of the language of the screen. */
export function useFixWords() {
  const { t, i18n } = useTranslation();
  const ownDesk = useAbout().data?.deskNumber ?? null;
  const language = LANGUAGES.find((one) => one === i18n.language) ?? 'en';
  const identifier = (kind: string | undefined): string => {
    const known = IDENTIFIER_KINDS.find((one) => one === kind);
    return known ? t(`words.identifier.${known}`) : '';
  };
  const fields: Partial<Record<string, string>> = {
    nameKm: t('register.nameKm'),
    nameLatin: t('register.nameLatin'),
    sex: t('register.sex'),
    birthDate: t('register.birth'),
    phone: t('register.phone'),
    villageCode: t('register.village'),
    patientNumber: t('desk.patient.number'),
    serviceDate: t('visits.today.day'),
    department: t('desk.patient.department'),
    visitType: t('desk.patient.visitType'),
    referredFrom: t('desk.patient.referredFrom'),
    secondVisitReason: t('fix.form.seconds'),
    outcome: t('visits.today.outcome'),
    dischargeType: t('visits.today.discharge'),
    cancelReason: t('visits.today.reason'),
    status: t('fix.conflict.status'),
  };
  return {
    /** Why the centre set it aside, and what to do; a code that nobody here knows has words too. */
    verdict: ({ code, params }: Pick<AttentionItem, 'code' | 'params'>) => {
      const { says, todo } = verdictWords(language, code);
      const filled = (text: string) => text.replaceAll('{identifier}', identifier(params['identifier']));
      return { says: filled(says), todo: filled(todo) };
    },
    /** What a waiting record waits for. */
    waitsFor: (code: string) => verdictWords(language, code).says,
    /** The field as the form calls it; the whole record where none is named. */
    field: (field: string | null): string => {
      const kind = /^identifiers\.(.+)$/.exec(field ?? '')?.[1];
      return identifier(kind) || fields[field ?? ''] || t('fix.whole');
    },
    /** Where the value comes from that was not kept, and when it was written. */
    otherDesk: ({ deskNumber: n, madeAt }: { deskNumber: number; madeAt: string }) =>
      t(n === ownDesk ? 'fix.conflict.here' : 'fix.conflict.other', { n, moment: shownMoment(madeAt) }),
    /** Whose record it is: its kind and the number that people know it by. */
    label: ({ kind, label }: { kind: AttentionItem['kind']; label: string }) =>
      `${t(`words.recordKind.${kind}`)} ${withShownDates(label)}`,
  };
}
