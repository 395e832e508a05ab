import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedClaim } from '../../../shared/claims/contract.ts';
import type { AskOutput } from '../../client/client.ts';
import { useCommand } from '../../client/use-command.ts';
import { TextField } from '../../ui/fields.tsx';
import { FormFrame } from '../../ui/form-frame.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useUnsaved } from '../../ui/unsaved.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { usePatientWords } from '../patients/patient-words.ts';
import { focusField } from '../patients/use-registration.ts';
import { type ClaimDraft, judgeClaim, type WrongAs } from './claim-draft.ts';
import { ClaimFacts, ClaimHistory } from './claim-facts.tsx';
import { DetailFields, DocumentFields } from './claim-fields.tsx';
import { ClaimLines } from './claim-lines.tsx';
import { carriedTo, typedInto } from './claim-typed.ts';
import { ClaimWhy } from './claim-why.tsx';

interface ClaimFormProps {
  got: AskOutput<'claims.get'>;
  onSaved: (listed: ListedClaim) => void;
  onBack: () => void;
}

/** The form of a claim, open at the first thing that is missing or wrong. */
export function ClaimForm({ got, onSaved, onBack }: ClaimFormProps) {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const { listed, reference, answers } = got;
  const { claim } = listed;
  const names = usePatientWords().names(listed);
  const unsaved = useUnsaved(`claim ${claim.id}`, () => typedInto(claim));
  // A version of another desk may come while somebody types here, or before the form is opened again.
  const typed = carriedTo(claim, unsaved.value);
  const { draft } = typed;
  const setDraft = (next: ClaimDraft) => unsaved.set({ ...typed, draft: next });
  const [wrong, setWrong] = useState<{ field: string; as: WrongAs } | null>(null);
  const command = useCommand('claims.correct');
  const [first] = useState(() => firstFields(listed));
  useEffect(() => {
    const field = first.find((one) => focusField(form.current, one));
    // No field is named, so the centre's reason is what has to be read.
    if (field === 'submit') form.current?.scrollIntoView({ block: 'start' });
  }, [first]);
  const refusedAt = command.state.at === 'refused' ? command.state.refusal.field : null;
  useEffect(() => {
    if (refusedAt !== null) focusField(form.current, refusedAt);
  }, [refusedAt]);

  const send = async () => {
    const judged = judgeClaim(draft, claim);
    setWrong('wrong' in judged ? judged.wrong : null);
    if ('wrong' in judged) {
      focusField(form.current, judged.wrong.field);
      return;
    }
    const saved = await command.run(judged.input);
    if (!saved) return;
    unsaved.forget();
    onSaved(saved.listed);
  };
  const errorAt = (field: string) => (wrong?.field === field ? t(`claims.form.wrong.${wrong.as}`) : null);
  const fields = { draft, onDraft: setDraft, errorAt };
  const isAnswered = answers.length > 0;
  return (
    <FormFrame
      place={form}
      level={2}
      title={t('claims.form.title', { number: listed.slipNumber })}
      lead={`${names.first} ${names.second} ${listed.patientNumber}`}
      testId="claim-form"
      inTheWay={
        <>
          {typed.isOvertaken && !command.isBusy ? (
            <Notice tone="wait" isUrgent testId="claim-overtaken">
              {t('claims.form.overtaken')}
            </Notice>
          ) : null}
          <CommandNotice command={command} />
        </>
      }
      back={{ says: t('claims.form.back'), act: onBack }}
      submit={{
        says: command.isBusy ? t('register.saving') : t(isAnswered ? 'claims.form.resend' : 'claims.form.save'),
        act: () => void send(),
        isBusy: command.isBusy,
      }}
    >
      <ClaimWhy got={got} />
      <DetailFields needs={needsOf(draft, got)} {...fields} />
      <DocumentFields checklist={reference.checklist} claim={claim} {...fields} />
      <ClaimLines got={got} {...fields} />
      {isAnswered ? (
        <div data-at="note">
          <TextField
            label={t('claims.form.noteLabel')}
            value={draft.note}
            maxLength={500}
            onChange={({ currentTarget: { value } }) => setDraft({ ...draft, note: value })}
          />
        </div>
      ) : null}
      <ClaimFacts got={got} />
      <ClaimHistory got={got} />
    </FormFrame>
  );
}

function needsOf({ lines }: ClaimDraft, { reference }: AskOutput<'claims.get'>) {
  return lines.flatMap(({ category }) => reference.categories.find(({ code }) => code === category)?.needs ?? []);
}

/** Where the form opens: the first fault that it has a field for, else the button that saves. */
function firstFields({ faults }: ListedClaim): string[] {
  const named = faults.flatMap(({ field, params }) => {
    if (field === 'documents') return [`documents.${params['document'] ?? ''}`];
    return field === null ? [] : [field, field.replace(/amountRiel$/, 'quantity')];
  });
  return [...named, 'submit'];
}
