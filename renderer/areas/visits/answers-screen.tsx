import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../client/use-ask.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import styles from '../eligibility/answers.module.css';
import { OverturnedItem } from '../eligibility/overturned-item.tsx';
import { useDesk } from './desk-state.tsx';

const ITEMS_MAX = 100;

/** Answers of the desk that the centre has overturned: what is to be dealt with first, then what has been. */
export function AnswersScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const desk = useDesk();
  const { data, error, refetch } = useAsk('eligibility.overturned', { limit: ITEMS_MAX });
  const screen = useRef<HTMLElement>(null);
  useHotkeys({ escape: () => void navigate({ to: '/' }) });
  const isReady = data !== undefined;
  useEffect(() => {
    if (isReady) screen.current?.querySelector<HTMLElement>('li button')?.focus();
  }, [isReady]);
  const openPatient = (patientId: string) => {
    desk.setPane({ at: 'patient', patientId, isFromElsewhere: true });
    void navigate({ to: '/' });
  };
  const open = data?.items.filter(({ isSeen }) => !isSeen) ?? [];
  const seen = data?.items.filter(({ isSeen }) => isSeen) ?? [];
  return (
    <main ref={screen} className={styles.screen} id="content">
      <header>
        <h1>{t('answers.title')}</h1>
        <p className={styles.soft}>{t('answers.lead')}</p>
      </header>
      <QueryNotice error={error} onRetry={() => void refetch()} />
      {data ? (
        <section aria-labelledby="answers-open">
          <h2 id="answers-open">
            {t('answers.open')} <span className="nums">{data.unseen}</span>
          </h2>
          {open.length === 0 ? (
            <p className={styles.none}>{t(seen.length === 0 ? 'answers.openNone' : 'answers.openNoneLeft')}</p>
          ) : null}
          <ul className={styles.list}>
            {open.map((item) => (
              <OverturnedItem key={item.recheck.checkId} item={item} onOpenPatient={openPatient} />
            ))}
          </ul>
        </section>
      ) : null}
      {seen.length > 0 ? (
        <section aria-labelledby="answers-seen">
          <h2 id="answers-seen">
            {t('answers.seen')} <span className="nums">{seen.length}</span>
          </h2>
          <ul className={styles.list}>
            {seen.map((item) => (
              <OverturnedItem key={item.recheck.checkId} item={item} onOpenPatient={openPatient} />
            ))}
          </ul>
        </section>
      ) : null}
    </main>
  );
}
