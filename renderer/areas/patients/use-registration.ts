import { type RefObject, useEffect, useState } from 'react';
import type { AskRefusal } from '../../client/client.ts';
import { type Command, type OpenTry, useCommand } from '../../client/use-command.ts';
import { useToday } from '../desk/use-about.ts';
import { type DraftField, judgeDraft, type PatientDraft } from './patient-draft.ts';
import { type FieldErrors, useFieldErrors } from './use-field-errors.ts';

export const ABOUT_SOMEBODY: readonly string[] = ['already-registered', 'possible-duplicate'];

export interface Registration {
  command: Command<'patients.register'>;
  errors: FieldErrors;
  /** Somebody registered here may be the same person. */
  similar: AskRefusal | null;
  send: (isSomebodyElse: boolean) => Promise<void>;
}

interface RegistrationWish {
  draft: PatientDraft;
  onDraft: (draft: PatientDraft) => void;
  onRegistered: (patientId: string) => void;
}

/** Judges the form, sends it once and leads to what is wrong. */
export function useRegistration(form: RefObject<HTMLFormElement | null>, wish: RegistrationWish): Registration {
  const { draft, onDraft, onRegistered } = wish;
  const today = useToday();
  const [isJudged, setJudged] = useState(false);
  const command = useCommand('patients.register', {
    openTry: draft.openTry,
    onOpenTry: (openTry: OpenTry) => onDraft({ ...draft, openTry }),
  });
  const refusal = command.state.at === 'refused' ? command.state.refusal : null;
  const judged = judgeDraft(draft, today);
  const errors = useFieldErrors(isJudged && !judged.ok ? judged.missing : [], refusal);

  // Where the form opens: later the focus belongs to the person.
  const [firstField] = useState<DraftField | 'submit'>(judged.ok ? 'submit' : (judged.missing[0] ?? 'nameKm'));
  useEffect(() => void focusField(form.current, firstField), [form, firstField]);
  const { toCorrect } = errors;
  useEffect(() => {
    if (toCorrect !== null) focusField(form.current, toCorrect);
  }, [form, toCorrect]);

  const send = async (isSomebodyElse: boolean) => {
    setJudged(true);
    if (!judged.ok) {
      focusField(form.current, judged.missing[0] ?? 'nameKm');
      return;
    }
    const saved = await command.run({ ...judged.input, ...(isSomebodyElse ? { isSomebodyElse } : {}) });
    if (saved) onRegistered(saved.patient.id);
  };
  return { command, errors, similar: refusal && ABOUT_SOMEBODY.includes(refusal.code) ? refusal : null, send };
}

/** Puts the cursor into a field of the form; false where the form has no such field. */
export function focusField(form: HTMLFormElement | null, field: string): boolean {
  const found = form?.querySelector<HTMLElement>(
    `[data-at="${field}"] :is(input, select, [type="submit"], [role="radio"][tabindex="0"])`,
  );
  found?.focus();
  return found instanceof HTMLElement;
}
