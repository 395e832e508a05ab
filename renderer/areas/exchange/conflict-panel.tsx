import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { useMay } from '../staff/session.tsx';
import { ConflictValue } from './conflict-value.tsx';
import styles from './fix.module.css';
import type { ListedConflict } from './tray.ts';
import { useFixWords } from './use-fix-words.ts';

interface ConflictPanelProps {
  conflict: ListedConflict;
  onSettled: (says: () => string) => void;
  /** Somebody has gone from the list to the choice. */
  isAbout?: boolean;
  /** Absent where the patient is on the screen already. */
  onOpenPatient?: (patientId: string) => void;
}

/** What two desks wrote of one field, side by side, and one key for either. */
export function ConflictPanel({ conflict, isAbout = false, onSettled, onOpenPatient }: ConflictPanelProps) {
  const { t } = useTranslation();
  const words = useFixWords();
  const maySettle = useMay('register');
  const settle = useCommand('patients.settleConflict');
  const take = (which: 'kept' | 'other') =>
    void settle
      .run({ conflictId: conflict.conflictId, take: which })
      .then((done) => done && onSettled(() => t('fix.done.settled', { field: words.field(conflict.field) })));
  const { patientId } = conflict;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Enter on the row only leads here: somebody has looked before a second one settles anything.
    if (isAbout) first.current?.focus();
  }, [isAbout]);
  useHotkeys({
    ...(maySettle ? { k: () => take('kept'), t: () => take('other') } : {}),
    ...(onOpenPatient && patientId !== null ? { p: () => onOpenPatient(patientId) } : {}),
  });
  return (
    <div className={styles.panel} data-testid="conflict" data-field={conflict.field}>
      <h2>
        {t('fix.conflict.title')}: {words.field(conflict.field)}
      </h2>
      {onOpenPatient ? <p className={`${styles.soft} nums`}>{words.label(conflict)}</p> : null}
      <p>{t(conflict.needsPerson ? 'fix.conflict.person' : 'fix.conflict.rule')}</p>
      <dl className={styles.both}>
        <div className={styles.value}>
          <dt>{t('fix.conflict.kept')}</dt>
          <dd>
            <ConflictValue field={conflict.field} value={conflict.kept} />
          </dd>
          {maySettle ? (
            <dd>
              <Button
                ref={first}
                kind={conflict.needsPerson ? 'plain' : 'main'}
                hotkey="K"
                isBusy={settle.isBusy}
                onClick={() => take('kept')}
                data-testid="take-kept"
              >
                {t('fix.conflict.takeKept')}
              </Button>
            </dd>
          ) : null}
        </div>
        <Icon name="question" size={24} />
        <div className={styles.value}>
          <dt className="nums">{words.otherDesk(conflict)}</dt>
          <dd>
            <ConflictValue field={conflict.field} value={conflict.other} />
          </dd>
          {maySettle ? (
            <dd>
              <Button hotkey="T" isBusy={settle.isBusy} onClick={() => take('other')} data-testid="take-other">
                {t('fix.conflict.takeOther')}
              </Button>
            </dd>
          ) : null}
        </div>
      </dl>
      {onOpenPatient && patientId !== null ? (
        <div>
          <Button kind="quiet" hotkey="P" onClick={() => onOpenPatient(patientId)}>
            {t('fix.openPatient')}
          </Button>
        </div>
      ) : null}
      {maySettle ? null : <p>{t('fix.mayNot')}</p>}
      <CommandNotice command={settle} />
    </div>
  );
}
