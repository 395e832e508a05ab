import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Late } from '../../ui/late.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { CommandNotice } from './fault-notice.tsx';
import { SetUpForm } from './set-up-form.tsx';
import styles from './welcome.module.css';

/** The first thing on a new PC: try it, or set it up. */
export function WelcomeScreen() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isSettingUp, setSettingUp] = useState(false);
  const practice = useCommand('system.startPractice', { retries: false });
  const start = async () => {
    const started = await practice.run({});
    if (started) await queries.invalidateQueries();
  };
  useHotkeys({ 1: () => void start(), 2: () => setSettingUp(true), escape: () => setSettingUp(false) });

  return (
    <main className={styles.screen}>
      <div className={styles.head}>
        <h1>{t('shell.welcome.title')}</h1>
        <p>{t('shell.welcome.lead')}</p>
      </div>
      {isSettingUp ? (
        <SetUpForm onBack={() => setSettingUp(false)} />
      ) : (
        <div className={styles.choices}>
          <section className={`${styles.choice} ${styles.practice}`} aria-labelledby="welcome-practice">
            <Icon name="plug" size={36} />
            <h2 id="welcome-practice">{t('shell.welcome.practiceTitle')}</h2>
            <p>{t('shell.welcome.practiceText')}</p>
            <Button kind="practice" size="big" hotkey="1" isBusy={practice.isBusy} onClick={() => void start()}>
              {t('shell.welcome.practiceButton')}
            </Button>
            {practice.isBusy ? (
              <Late>
                <p role="status">{t('shell.welcome.practiceStarting')}</p>
              </Late>
            ) : null}
            <CommandNotice command={practice} />
          </section>
          <section className={styles.choice} aria-labelledby="welcome-real">
            <Icon name="cloud" size={36} />
            <h2 id="welcome-real">{t('shell.welcome.realTitle')}</h2>
            <p>{t('shell.welcome.realText')}</p>
            <Button kind="main" size="big" hotkey="2" onClick={() => setSettingUp(true)}>
              {t('shell.welcome.realButton')}
            </Button>
          </section>
        </div>
      )}
    </main>
  );
}
