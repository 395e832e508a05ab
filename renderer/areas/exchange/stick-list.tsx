import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { shownBytes, shownCount, shownMoment } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/notice.tsx';
import { CommandNotice, FaultNotice } from '../desk/fault-notice.tsx';
import { useRefusalText } from '../desk/use-refusal-text.ts';
import styles from './sync.module.css';
import type { Sticks } from './use-sticks.ts';

/** What became of the file that was just made. */
export function Made({ work }: { work: Sticks }) {
  const { t } = useTranslation();
  const { made } = work;
  return (
    <>
      {made ? (
        <Notice tone="ok" testId="stick-made">
          <b>
            {t('sticks.made', {
              number: made.number,
              n: shownCount(made.records),
              size: shownBytes(made.bytes),
            })}
          </b>
          <span>
            {made.savedAs === null
              ? t('sticks.downloaded', { name: made.fileName })
              : t('sticks.savedAs', { name: made.savedAs })}
          </span>
          <span>{t('sticks.stays')}</span>
        </Notice>
      ) : null}
      {work.hasFailedFetch ? (
        <Notice tone="no" isUrgent>
          {t('sticks.fetchFailed')}
        </Notice>
      ) : null}
      <CommandNotice command={work.making} />
    </>
  );
}

/** What the centre's answer file said. */
export function Answered({ work }: { work: Sticks }) {
  const { t } = useTranslation();
  const refusalText = useRefusalText();
  const { answer } = work;
  if (answer === null) return null;
  if (!answer.ok && 'fault' in answer) return <FaultNotice fault={answer.fault} />;
  if (!answer.ok) {
    return (
      <Notice tone="no" isUrgent testId="stick-refused">
        {refusalText(answer.refusal.code)}
      </Notice>
    );
  }
  const { number, accepted, needsFixing, stillWaiting } = answer.value;
  return (
    <Notice tone={needsFixing > 0 ? 'wait' : 'ok'} testId="stick-imported">
      {t('sticks.imported', {
        number,
        accepted: shownCount(accepted),
        fix: shownCount(needsFixing),
        waiting: shownCount(stillWaiting),
      })}
    </Notice>
  );
}

/** The sticks so far, newest first, each with how far it has come. */
export function StickList({ sticks, work }: { sticks: AskOutput<'sticks.list'>['sticks']; work: Sticks }) {
  const { t } = useTranslation();
  if (sticks.length === 0) return null;
  return (
    <>
      <h3>{t('sticks.list')}</h3>
      <ul className={styles.sticks}>
        {sticks.map((stick) => (
          <li key={stick.number} data-testid="stick">
            <b className="nums">{t('sticks.row', { number: stick.number })}</b>
            <Badge tone={stick.waiting === 0 ? 'ok' : 'wait'}>
              <Icon name={stick.waiting === 0 ? 'check' : 'clock'} size={16} />
              {stick.waiting === 0 ? t('sticks.confirmed') : t('sticks.notConfirmed', { n: shownCount(stick.waiting) })}
            </Badge>
            <span className={`${styles.soft} nums`}>
              {t('sticks.records', { n: shownCount(stick.records), size: shownBytes(stick.bytes) })} ·{' '}
              {shownMoment(stick.madeAt)}
            </span>
            {stick.isKept && stick.waiting > 0 ? (
              <Button kind="quiet" onClick={() => work.saveAgain(stick)}>
                {t('sticks.again')}
              </Button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      <CommandNotice command={work.saving} />
    </>
  );
}
