import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { shownMoment } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { useMay } from '../staff/session.tsx';
import styles from './fix.module.css';
import { FixPatient } from './fix-patient.tsx';
import { FixVisit } from './fix-visit.tsx';
import type { FixTask } from './use-fix-task.ts';
import { useFixWords } from './use-fix-words.ts';
import { WithdrawForm } from './withdraw-form.tsx';

interface FixPanelProps {
  item: AttentionItem;
  work: FixTask;
  openPatient: (patientId: string) => void;
}

/** One record that the centre has set aside: why, what to do, and the form that does it. */
export function FixPanel({ item, work, openPatient }: FixPanelProps) {
  const { t } = useTranslation();
  const words = useFixWords();
  const mayCorrect = useMay('register');
  const { says, todo } = words.verdict(item);
  const label = words.label(item);
  const { task } = work;
  const done = (what: 'corrected' | 'withdrawn') =>
    work.finish(() => t(`fix.done.${what}`, { label: words.label(item) }));
  return (
    <>
      <div className={styles.why} role="status">
        <span className={styles.sign}>
          <Icon name="warning" size={24} />
        </span>
        <div>
          <h2>{says}</h2>
          <p>
            <b>{t('fix.what')}:</b> {todo}
          </p>
          <p className={`${styles.soft} nums`}>
            {label} · {words.field(item.field)} · {t('fix.said', { moment: shownMoment(item.at) })}
          </p>
        </div>
      </div>
      {mayCorrect ? null : <p>{t('fix.mayNot')}</p>}
      {mayCorrect && task === 'correct' && item.kind === 'patient' ? (
        <FixPatient item={item} says={says} onDone={work.finish} onBack={work.stop} onOpenPatient={openPatient} />
      ) : null}
      {mayCorrect && task === 'correct' && item.kind === 'visit' ? (
        <FixVisit item={item} says={says} onDone={() => done('corrected')} onBack={work.stop} />
      ) : null}
      {mayCorrect && task === 'withdraw' ? (
        <WithdrawForm item={item} label={label} onDone={() => done('withdrawn')} onBack={work.stop} />
      ) : null}
      {mayCorrect && (task === null || task === 'resend') ? <Ways {...{ item, work, openPatient }} /> : null}
    </>
  );
}

/** What can be done, the usual thing first. Each has its key. */
function Ways({ item, work, openPatient }: FixPanelProps) {
  const { t } = useTranslation();
  const words = useFixWords();
  const resend = useCommand('changes.resend');
  const again = useRef<HTMLButtonElement>(null);
  const isAboutToResend = work.task === 'resend';
  useEffect(() => {
    // Enter on the row only leads here: somebody has looked before the second Enter sends.
    if (isAboutToResend) again.current?.focus();
  }, [isAboutToResend]);
  const { patientId } = item;
  const canCorrect = item.kind === 'patient' || item.kind === 'visit';
  const isCorrecting = item.todo === 'correct' && canCorrect;
  const sendAgain = () =>
    void resend
      .run({ kind: item.kind, recordId: item.recordId })
      .then((sent) => sent && work.finish(() => t('fix.done.resent', { label: words.label(item) })));
  useHotkeys({
    ...(canCorrect ? { c: () => work.begin('correct') } : {}),
    ...(isCorrecting ? {} : { r: sendAgain }),
    w: () => work.begin('withdraw'),
    ...(patientId === null ? {} : { p: () => openPatient(patientId) }),
  });
  return (
    <>
      <div className={styles.ways}>
        {canCorrect ? (
          <Button
            kind={isCorrecting ? 'main' : 'plain'}
            hotkey={isCorrecting ? 'Enter' : 'C'}
            onClick={() => work.begin('correct')}
            data-testid="fix-correct"
          >
            {t('fix.correct')}
          </Button>
        ) : null}
        {isCorrecting ? null : (
          <Button
            ref={again}
            kind={item.todo === 'resend' ? 'main' : 'plain'}
            hotkey="R"
            isBusy={resend.isBusy}
            onClick={sendAgain}
            data-testid="fix-resend"
          >
            {t('fix.resend')}
          </Button>
        )}
        <Button hotkey="W" onClick={() => work.begin('withdraw')} data-testid="fix-withdraw">
          {t('fix.withdraw')}
        </Button>
        {patientId === null ? null : (
          <Button kind="quiet" hotkey="P" onClick={() => openPatient(patientId)}>
            {t('fix.openPatient')}
          </Button>
        )}
      </div>
      <CommandNotice command={resend} />
    </>
  );
}
