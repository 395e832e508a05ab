import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import type { Visit } from '../../../shared/visits/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { type Command, useCommand } from '../../client/use-command.ts';
import { FormFrame } from '../../ui/form-frame.tsx';
import { useUnsaved } from '../../ui/unsaved.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { NotThere } from '../desk/not-there.tsx';
import { Unchanged } from '../desk/unchanged.tsx';
import { useRefusalText } from '../desk/use-refusal-text.ts';
import { focusField } from '../patients/use-registration.ts';
import { FixVisitFields } from './fix-visit-fields.tsx';
import { useFixWords } from './use-fix-words.ts';
import { draftFromVisit, judgeVisit, type VisitDraft } from './visit-draft.ts';

const VISITS_MAX = 500;
/** A correction names the visit and its version; with nothing else in it, nothing is different. */
const IDENTITY_PARTS = 2;
/** Which field a refusal of the desk is about. */
const REFUSED_AT: Partial<Record<string, keyof VisitDraft>> = {
  'service-date-wrong': 'serviceDate',
  'outcome-missing': 'outcome',
  'outcome-contradicts': 'outcome',
  'reason-missing': 'cancelReason',
};

interface FixVisitProps {
  item: AttentionItem;
  /** What the centre says of the field. */
  says: string;
  onDone: () => void;
  onBack: () => void;
}

/** The form of a visit, open at the field that is wrong. */
export function FixVisit(props: FixVisitProps) {
  const { t } = useTranslation();
  const { item } = props;
  const { data, error, refetch } = useAsk('visits.list', {
    ...(item.patientId === null ? {} : { patientId: item.patientId }),
    limit: VISITS_MAX,
  });
  const visit = data?.visits.find((one) => one.visit.id === item.recordId)?.visit;
  if (visit) return <Form key={visit.version} {...props} visit={visit} />;
  if (data && !error) return <p>{t('errors.refusal.visit-not-found')}</p>;
  return <NotThere error={error} onRetry={() => void refetch()} />;
}

function Form({ item, says, visit, onDone, onBack }: FixVisitProps & { visit: Visit }) {
  const { t } = useTranslation();
  const words = useFixWords();
  const form = useRef<HTMLFormElement>(null);
  const fix = useVisitFix(form, { visit, field: item.field, says, onDone });
  const { command } = fix;
  return (
    <FormFrame
      place={form}
      level={2}
      title={t('fix.form.title', { label: words.label(item) })}
      testId="fix-visit"
      inTheWay={
        <>
          {fix.isUnchanged ? <Unchanged /> : null}
          <CommandNotice command={command} handled={Object.keys(REFUSED_AT)} />
        </>
      }
      back={{ says: t('fix.back'), act: onBack }}
      submit={{
        says: command.isBusy ? t('register.saving') : t('fix.save'),
        act: () => void fix.send(),
        isBusy: command.isBusy,
      }}
    >
      <FixVisitFields
        status={visit.status}
        isSecond={visit.secondVisitReason !== null}
        draft={fix.draft}
        onDraft={fix.setDraft}
        errorAt={fix.errorAt}
      />
    </FormFrame>
  );
}

interface VisitFix {
  draft: VisitDraft;
  setDraft: (draft: VisitDraft) => void;
  command: Command<'visits.correct'>;
  errorAt: (field: keyof VisitDraft) => string | null;
  /** Somebody wanted to send what is as it was. */
  isUnchanged: boolean;
  send: () => Promise<void>;
}

interface VisitFixWish {
  visit: Visit;
  field: string | null;
  says: string;
  onDone: () => void;
}

/** Judges the form and leads to what is wrong: first what the form sees, then the desk, then the centre. */
function useVisitFix(form: RefObject<HTMLFormElement | null>, wish: VisitFixWish): VisitFix {
  const { visit, field, says, onDone } = wish;
  const { t } = useTranslation();
  const refusalText = useRefusalText();
  const unsaved = useUnsaved(`visit ${visit.id} ${visit.version}`, () => draftFromVisit(visit));
  const draft = unsaved.value;
  const [isDayWrong, setDayWrong] = useState(false);
  const [isUnchanged, setUnchanged] = useState(false);
  const command = useCommand('visits.correct');
  const refusal = command.state.at === 'refused' ? command.state.refusal : null;
  const refusedAt = refusal ? REFUSED_AT[refusal.code] : undefined;
  const wrong = refusedAt ?? field;
  useEffect(() => {
    if (!focusField(form.current, wrong ?? 'department')) focusField(form.current, 'department');
  }, [form, wrong]);
  const original = draftFromVisit(visit);
  return {
    ...{ draft, setDraft: unsaved.set, command, isUnchanged },
    errorAt(name) {
      if (name === 'serviceDate' && isDayWrong) return t('fix.form.dayWrong');
      if (refusal && refusedAt === name) return refusalText(refusal.code);
      return name === field && draft[name] === original[name] ? says : null;
    },
    async send() {
      const input = judgeVisit(draft, visit);
      setDayWrong(input === null);
      if (input === null) focusField(form.current, 'serviceDate');
      const isSame = input !== null && Object.keys(input).length === IDENTITY_PARTS;
      setUnchanged(isSame);
      if (input === null || isSame || !(await command.run(input))) return;
      unsaved.forget();
      onDone();
    },
  };
}
