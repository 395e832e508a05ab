import { type RefObject, useEffect, useState } from 'react';
import { canonicalJson } from '../../../shared/base/json.ts';
import type { Patient } from '../../../shared/patients/record.ts';
import type { AskOutput, AskRefusal } from '../../client/client.ts';
import { type Command, useCommand } from '../../client/use-command.ts';
import { useUnsaved } from '../../ui/unsaved.tsx';
import { useToday } from '../desk/use-about.ts';
import {
  draftFromPatient,
  isFieldUntouched,
  type JudgedDraft,
  judgeDraft,
  type PatientDraft,
} from './patient-draft.ts';
import { type FieldErrors, formField, useFieldErrors } from './use-field-errors.ts';
import { ABOUT_SOMEBODY, focusField } from './use-registration.ts';

export interface Correction {
  draft: PatientDraft;
  setDraft: (draft: PatientDraft) => void;
  command: Command<'patients.correct'>;
  errors: FieldErrors;
  similar: AskRefusal | null;
  /** Somebody wanted to send what is as it was. */
  isUnchanged: boolean;
  send: (isSomebodyElse: boolean) => Promise<void>;
}

interface CorrectionWish {
  found: AskOutput<'patients.get'>;
  /** The field that the centre names, as the record calls it, and what it says of it; null where it says nothing. */
  wrong: { field: string | null; says: string } | null;
  onCorrected: (patient: Patient) => void;
}

/** A patient's form that opens at the field that is wrong, with the reason beside it until the field was touched. */
export function useCorrection(form: RefObject<HTMLFormElement | null>, wish: CorrectionWish): Correction {
  const { onCorrected } = wish;
  // What another desk writes meanwhile is not taken for what this person has seen.
  const [found] = useState(wish.found);
  const { field, says } = wish.wrong ?? { field: null, says: null };
  const today = useToday();
  const [original] = useState(() => draftFromPatient(found));
  const {
    value: draft,
    set: setDraft,
    forget,
  } = useUnsaved(`patient ${found.patient.id} ${found.patient.version}`, () => original);
  const [isJudged, setJudged] = useState(false);
  const [isUnchanged, setUnchanged] = useState(false);
  const command = useCommand('patients.correct');
  const refusal = command.state.at === 'refused' ? command.state.refusal : null;
  const judged = judgeDraft(draft, today);
  const own = useFieldErrors(isJudged && !judged.ok ? judged.missing : [], refusal);
  const wrong = formField(field);

  useEffect(() => {
    if (!focusField(form.current, wrong)) focusField(form.current, 'submit');
  }, [form, wrong]);
  const { toCorrect } = own;
  useEffect(() => {
    if (toCorrect !== null) focusField(form.current, toCorrect);
  }, [form, toCorrect]);

  const at = (name: string) =>
    own.at(name) ?? (name === wrong && isFieldUntouched(name, draft, original) ? says : null);
  return {
    ...{ draft, setDraft, command, isUnchanged },
    errors: { at, toCorrect },
    similar: refusal && ABOUT_SOMEBODY.includes(refusal.code) ? refusal : null,
    async send(isSomebodyElse) {
      setJudged(true);
      if (!judged.ok) {
        focusField(form.current, judged.missing[0] ?? 'nameKm');
        return;
      }
      // A number that another patient has is given anew by the desk itself; everything else would only come back.
      const isSame = isSameAs(judgeDraft(original, today), judged) && field !== 'patientNumber';
      setUnchanged(isSame);
      if (isSame) {
        focusField(form.current, wrong);
        return;
      }
      const { id: patientId, version } = found.patient;
      const saved = await command.run({
        ...judged.input,
        ...{ patientId, version },
        ...(isSomebodyElse ? { isSomebodyElse } : {}),
      });
      if (!saved) return;
      forget();
      onCorrected(saved.patient);
    },
  };
}

function isSameAs(before: JudgedDraft, after: JudgedDraft): boolean {
  return before.ok && after.ok && canonicalJson(before.input) === canonicalJson(after.input);
}
