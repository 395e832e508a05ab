import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type Ref, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { About } from '../../../shared/desk/contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { PinField, SelectField, TextField } from '../../ui/fields.tsx';
import { readKept, writeKept } from '../../ui/kept-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { PracticePeople } from './practice-people.tsx';
import { useSession } from './session.tsx';
import styles from './sign-in.module.css';
import { useLock } from './use-lock.ts';

const LAST_USER = 'tonle.last-user';

/** User name and PIN; Enter signs in. In practice the three people stand there to be chosen. */
export function SignInScreen({ about }: { about: About }) {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signIn = useCommand('staff.signIn', { retries: false });
  const [userName, setUserName] = useState(() => firstName(about));
  const [pin, setPin] = useState('');
  const pinBox = useRef<HTMLInputElement>(null);
  const refusal = signIn.state.at === 'refused' ? signIn.state.refusal : null;
  const lock = useLock(refusal);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const signed = await signIn.run({ userName, pin });
    if (signed) {
      writeKept('local', LAST_USER, about.mode === 'practice' ? null : userName);
      // Whoever comes begins at the desk, not where the last person stood.
      await navigate({ to: '/' });
      session.enter(signed);
    } else {
      pinBox.current?.select();
      // The centre may have closed this desk meanwhile, which the whole screen says then.
      void queries.invalidateQueries({ queryKey: ['system.about'] });
    }
  };
  useEffect(() => {
    if (firstName(about) !== '') pinBox.current?.focus();
  }, [about]);

  const isWrong = refusal?.code === 'wrong-pin';
  return (
    <main className={styles.screen}>
      <form className={styles.card} onSubmit={(event) => void submit(event)} noValidate>
        <h1>{t('shell.signIn.title')}</h1>
        {session.hasEnded ? <Notice tone="wait">{t('shell.signIn.ended')}</Notice> : null}
        {about.mode === 'practice' ? (
          <PracticePeople
            people={about.people}
            chosen={userName}
            onChoose={(person) => {
              setUserName(person.name);
              setPin(person.pin);
              signIn.clear();
              pinBox.current?.focus();
            }}
          />
        ) : null}
        <SignInFields {...{ about, userName, pin, isWrong, pinBox }} onUserName={setUserName} onPin={setPin} />
        <Outcome isWrong={isWrong} lock={lock} />
        <CommandNotice command={signIn} handled={['wrong-pin', 'locked']} />
        <Button
          type="submit"
          kind={about.mode === 'practice' ? 'practice' : 'main'}
          size="big"
          hotkey="Enter"
          isBusy={signIn.isBusy || lock.isLocked}
        >
          {t('shell.signIn.submit')}
        </Button>
      </form>
    </main>
  );
}

/** What came of the last try. */
function Outcome({ isWrong, lock }: { isWrong: boolean; lock: ReturnType<typeof useLock> }) {
  const { t } = useTranslation();
  return (
    <>
      {isWrong ? (
        <Notice tone="no" isUrgent testId="wrong-pin">
          {t('shell.signIn.wrong')}
        </Notice>
      ) : null}
      {lock.isLocked ? (
        <Notice tone="wait" isUrgent testId="locked">
          {t('shell.signIn.locked', { time: lock.shownTime })}
        </Notice>
      ) : null}
      {lock.hasEnded ? <Notice tone="ok">{t('shell.signIn.lockEnded')}</Notice> : null}
    </>
  );
}

interface SignInFieldsProps {
  about: About;
  userName: string;
  pin: string;
  isWrong: boolean;
  pinBox: Ref<HTMLInputElement>;
  onUserName: (userName: string) => void;
  onPin: (pin: string) => void;
}

function SignInFields({ about, userName, pin, isWrong, pinBox, onUserName, onPin }: SignInFieldsProps) {
  const { t } = useTranslation();
  const names = about.staffNames;
  return (
    <div className={styles.fields}>
      {about.mode !== 'practice' && names.length > 0 ? (
        <SelectField
          label={t('shell.signIn.userName')}
          data={names}
          value={userName}
          onChange={(event) => onUserName(event.currentTarget.value)}
        />
      ) : (
        <TextField
          label={t('shell.signIn.userName')}
          value={userName}
          onChange={(event) => onUserName(event.currentTarget.value)}
        />
      )}
      <PinField
        ref={pinBox}
        label={t('shell.signIn.pin')}
        value={pin}
        onChange={(event) => onPin(event.currentTarget.value)}
        error={isWrong}
        aria-invalid={isWrong || undefined}
        visibilityToggleButtonProps={{ 'aria-label': t('shell.signIn.showPin') }}
      />
    </div>
  );
}

function firstName(about: About): string {
  const last = readKept('local', LAST_USER);
  if (last !== null && about.staffNames.includes(last)) return last;
  if (about.mode === 'practice') return '';
  return about.staffNames.length === 1 ? (about.staffNames[0] ?? '') : '';
}
