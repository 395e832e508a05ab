import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PIN_SHAPE } from '../../../shared/staff/record.ts';
import { type Command, useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { PinField, TextField } from '../../ui/fields.tsx';
import { CommandNotice } from './fault-notice.tsx';
import { useRefusalText } from './use-refusal-text.ts';
import styles from './welcome.module.css';

const EMPTY = { centreUrl: '', code: '', managerName: '', userName: '', pin: '', pinAgain: '' };
type Field = keyof typeof EMPTY;
const FIELDS = Object.keys(EMPTY) as Field[];
type Problem = 'needed' | 'urlShape' | 'pinShape' | 'pinDiffers';

function problemsOf(form: typeof EMPTY): Partial<Record<Field, Problem>> {
  const problems: Partial<Record<Field, Problem>> = {};
  for (const field of FIELDS) if (form[field].trim() === '') problems[field] = 'needed';
  if (form.centreUrl !== '' && !/^https?:\/\/\S+$/.test(form.centreUrl.trim())) problems.centreUrl = 'urlShape';
  if (form.pin !== '' && !PIN_SHAPE.test(form.pin)) problems.pin = 'pinShape';
  else if (form.pinAgain !== '' && form.pin !== form.pinAgain) problems.pinAgain = 'pinDiffers';
  return problems;
}

/** What is wrong at a field: what the desk or the centre said of it, else what the form itself sees. */
function useSetUpErrors(setUp: Command<'system.setUp'>, problems: Partial<Record<Field, Problem>>) {
  const { t } = useTranslation();
  const refusalText = useRefusalText();
  const refused = setUp.state.at === 'refused' ? setUp.state.refusal.code : null;
  const fault = setUp.state.at === 'failed' ? setUp.state.fault : null;
  return (field: Field): string | null => {
    if (refused === 'code-refused' && field === 'code') return refusalText(refused);
    if (refused === 'centre-unreachable' && field === 'centreUrl') return refusalText(refused);
    if (fault?.code === 'invalid' && fault.field === field) return t('shell.welcome.unread');
    const problem = problems[field];
    return problem ? t(`shell.welcome.${problem}`) : null;
  };
}

/** Enrols this PC; the centre's no is shown at the field that it is about. */
export function SetUpForm({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form, setForm] = useState(EMPTY);
  const [isShowing, setShowing] = useState(false);
  const setUp = useCommand('system.setUp', { retries: false });
  const place = useRef<HTMLFormElement>(null);
  useEffect(() => place.current?.querySelector('input')?.focus(), []);

  const problems = problemsOf(form);
  const errorOf = useSetUpErrors(setUp, isShowing ? problems : {});
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setShowing(true);
    const wrong = FIELDS.findIndex((field) => problems[field] !== undefined);
    if (wrong >= 0) {
      place.current?.querySelectorAll('input')[wrong]?.focus();
      return;
    }
    const { pinAgain: _same, ...input } = form;
    const done = await setUp.run({ ...input, centreUrl: input.centreUrl.trim() });
    if (done) await queries.invalidateQueries();
  };
  const bound = (field: Field) => ({
    label: t(`shell.welcome.${field}`),
    value: form[field],
    error: errorOf(field),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((old) => ({ ...old, [field]: value }));
    },
  });

  return (
    <form
      ref={place}
      className={styles.form}
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-labelledby="set-up-title"
    >
      <h2 id="set-up-title">{t('shell.welcome.realTitle')}</h2>
      <TextField {...bound('centreUrl')} description={t('shell.welcome.centreUrlHint')} />
      <TextField {...bound('code')} />
      <TextField {...bound('managerName')} />
      <TextField {...bound('userName')} />
      <PinField {...bound('pin')} />
      <PinField {...bound('pinAgain')} />
      <div className={styles.wide}>
        <CommandNotice command={setUp} handled={['code-refused', 'centre-unreachable']} />
      </div>
      <div className={`${styles.wide} ${styles.go}`}>
        <Button size="big" hotkey="Esc" onClick={onBack}>
          {t('shell.back')}
        </Button>
        <Button type="submit" kind="main" size="big" hotkey="Enter" isBusy={setUp.isBusy}>
          {setUp.isBusy ? t('shell.welcome.working') : t('shell.welcome.submit')}
        </Button>
      </div>
    </form>
  );
}
