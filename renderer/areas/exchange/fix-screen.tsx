import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/notice.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { ClaimsToFix } from '../claims/claims-to-fix.tsx';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { NotThere } from '../desk/not-there.tsx';
import { useDesk } from '../visits/desk-state.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import styles from './fix.module.css';
import { FixList } from './fix-list.tsx';
import { FixPanel } from './fix-panel.tsx';
import { useFixTask } from './use-fix-task.ts';
import { useTray } from './use-tray.ts';

/** The tray: left what is to be fixed, right the form that fixes it. */
export function FixScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const desk = useDesk();
  const { record = null } = useSearch({ from: '/fix' });
  const tray = useTray();
  const work = useFixTask(tray.entries, record);
  useHotkeys({ escape: () => (work.task === null ? void navigate({ to: '/' }) : work.stop()) });
  const openPatient = (patientId: string) => {
    desk.setPane({ at: 'patient', patientId, isFromElsewhere: true });
    void navigate({ to: '/' });
  };
  const { chosen } = work;
  return (
    <main className={styles.screen} id="content" data-testid="fix">
      <section ref={work.place} className={styles.find} aria-labelledby="fix-title">
        <header>
          <h1 id="fix-title">
            {t('fix.title')} <span className="nums">{tray.count}</span>
          </h1>
          {tray.count > 0 ? <p className={styles.soft}>{t('fix.lead')}</p> : null}
        </header>
        <ClaimsToFix />
        {work.done === null ? null : (
          <Notice tone="ok" testId="fix-done">
            {work.done()}
          </Notice>
        )}
        {tray.entries ? (
          <>
            <QueryNotice error={tray.error} onRetry={tray.refetch} />
            <FixList entries={tray.entries} chosen={chosen} onChoose={work.choose} onAct={work.act} />
          </>
        ) : (
          <NotThere error={tray.error} onRetry={tray.refetch} />
        )}
      </section>
      <section key={chosen?.key ?? 'none'} className={styles.work} data-testid="fix-work">
        {chosen?.about === 'record' ? <FixPanel {...{ work, openPatient }} item={chosen.item} /> : null}
        {chosen?.about === 'conflict' ? (
          <ConflictPanel
            conflict={chosen.conflict}
            isAbout={work.task === 'settle'}
            onSettled={work.finish}
            onOpenPatient={openPatient}
          />
        ) : null}
      </section>
    </main>
  );
}
