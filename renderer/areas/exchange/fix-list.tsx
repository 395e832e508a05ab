import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../client/use-ask.ts';
import { Icon } from '../../ui/icon.tsx';
import { usePatientWords } from '../patients/patient-words.ts';
import styles from './fix.module.css';
import type { TrayEntry } from './tray.ts';
import { useFixWords } from './use-fix-words.ts';

interface FixListProps {
  entries: TrayEntry[];
  chosen: TrayEntry | null;
  onChoose: (entry: TrayEntry) => void;
  onAct: (entry: TrayEntry) => void;
}

/** Arrow keys choose, Enter goes to what is to be done. */
export function FixList({ entries, chosen, onChoose, onAct }: FixListProps) {
  const { t } = useTranslation();
  if (entries.length === 0) {
    return (
      <p className={styles.none} data-testid="fix-none">
        <Icon name="check" size={22} /> <b>{t('fix.none')}</b> {t('fix.noneText')}
      </p>
    );
  }
  const step = (event: KeyboardEvent<HTMLUListElement>) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = entries.findIndex(({ key }) => key === chosen?.key);
    const next = entries[Math.max(0, Math.min(at + by, entries.length - 1))];
    if (next) onChoose(next);
  };
  return (
    <ul className={styles.list} aria-label={t('fix.list')} onKeyDown={step}>
      {entries.map((entry) => (
        <li key={entry.key}>
          <button
            type="button"
            className={styles.row}
            tabIndex={entry.key === chosen?.key ? 0 : -1}
            aria-current={entry.key === chosen?.key}
            data-chosen={entry.key === chosen?.key}
            data-testid="fix-row"
            data-about={entry.about}
            onFocus={() => (entry.key === chosen?.key ? undefined : onChoose(entry))}
            onClick={() => onAct(entry)}
          >
            <Row entry={entry} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Row({ entry }: { entry: TrayEntry }) {
  const words = useFixWords();
  const patient = usePatientWords();
  const { t } = useTranslation();
  const about = entry.about === 'record' ? entry.item : entry.conflict;
  const { data } = useAsk(
    'patients.get',
    { patientId: about.patientId ?? '' },
    { isEnabled: about.patientId !== null && about.patientId !== '' },
  );
  const names = data ? patient.names(data.patient) : null;
  return (
    <>
      <span className={styles.sign} data-about={entry.about}>
        <Icon name={entry.about === 'record' ? 'warning' : 'question'} size={18} />
      </span>
      <span className={styles.who}>
        <span>
          <b>{names?.first}</b> <span className={styles.soft}>{names?.second}</span>
        </span>
        <span className={`${styles.soft} nums`}>{words.label(about)}</span>
        <span>
          {words.field(about.field)}
          {entry.about === 'conflict' ? <span className={styles.soft}> · {t('fix.conflict.title')}</span> : null}
        </span>
      </span>
    </>
  );
}
