import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { QueryNotice } from '../areas/desk/fault-notice.tsx';
import { Notices } from '../areas/desk/notices.tsx';
import { RevokedScreen } from '../areas/desk/revoked-screen.tsx';
import { useAbout } from '../areas/desk/use-about.ts';
import { WelcomeScreen } from '../areas/desk/welcome-screen.tsx';
import { Foot } from '../areas/exchange/foot.tsx';
import { useSession } from '../areas/staff/session.tsx';
import { SignInScreen } from '../areas/staff/sign-in-screen.tsx';
import { DeskProvider } from '../areas/visits/desk-state.tsx';
import { useIsDeskAnswering } from '../client/client-context.tsx';
import { Late } from '../ui/late.tsx';
import { Notice } from '../ui/notice.tsx';
import { UnsavedProvider } from '../ui/unsaved.tsx';
import { Header } from './header.tsx';
import { ScreenKeys } from './screen-keys.tsx';
import styles from './shell.module.css';

/** Which of the houses to enter: welcome on a new PC, sign-in without a session, else the screens of the desk. */
export function Door() {
  const { t } = useTranslation();
  const { data: about, error, refetch } = useAbout();
  const { staff } = useSession();
  const isAnswering = useIsDeskAnswering();
  if (!about) {
    return (
      <main className={styles.stumbled}>
        <QueryNotice error={error} onRetry={() => void refetch()} />
        <Late>
          {isAnswering ? (
            <p role="status">{t('shell.loading')}</p>
          ) : (
            <Notice tone="wait" isUrgent>
              {t('errors.fault.lost')}
            </Notice>
          )}
        </Late>
      </main>
    );
  }
  const isPractice = about.mode === 'practice';
  // Whoever is in the middle of something may still save it: the desk ends the session itself.
  if (about.revoked && staff === null) {
    return (
      <div className={styles.shell} data-practice={isPractice || undefined}>
        <Header about={about} isClosed />
        <RevokedScreen revoked={about.revoked} />
        <span />
      </div>
    );
  }
  if (about.mode === 'not-set-up' || staff === null) {
    return (
      <div className={styles.shell} data-practice={isPractice || undefined}>
        <Header about={about} />
        {about.mode === 'not-set-up' ? <WelcomeScreen /> : <SignInScreen about={about} />}
        {isPractice ? <footer className={styles.practiceFoot}>{t('shell.practice.notice')}</footer> : <span />}
      </div>
    );
  }
  return (
    <UnsavedProvider key={staff.id}>
      <DeskProvider>
        <div className={styles.shell} data-practice={isPractice || undefined}>
          <Header about={about} />
          <div className={styles.middle}>
            <Notices />
            <Outlet />
          </div>
          <Foot />
          <ScreenKeys />
        </div>
      </DeskProvider>
    </UnsavedProvider>
  );
}
