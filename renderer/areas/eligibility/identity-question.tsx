import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './verdict.module.css';

interface IdentityQuestionProps {
  /** Somebody wanted to go on without an answer. */
  isPressing: boolean;
  onAnswer: (isShown: boolean) => void;
}

/**
 * Stands where the answer about cover will: that a document was looked at is said by the person at the desk and by nobody
 * else, with one key.
 */
export function IdentityQuestion({ isPressing, onAnswer }: IdentityQuestionProps) {
  const { t } = useTranslation();
  return (
    <section
      className={`${styles.verdict} ${styles.ask}`}
      aria-labelledby="identity-ask"
      data-testid="identity-question"
    >
      <span className={styles.sign}>
        <Icon name="person" size={30} />
      </span>
      <div className={styles.head}>
        <h2 id="identity-ask">{t('desk.patient.identityAsk')}</h2>
      </div>
      <p className={styles.why}>{t('desk.patient.identityHint')}</p>
      <div className={styles.answers}>
        <Button kind="main" hotkey="I" onClick={() => onAnswer(true)}>
          {t('desk.patient.identityYes')}
        </Button>
        <Button hotkey="N" onClick={() => onAnswer(false)}>
          {t('desk.patient.identityNo')}
        </Button>
      </div>
      {isPressing ? (
        <p className={styles.task} role="alert" data-testid="identity-first">
          <Icon name="warning" size={18} /> {t('desk.patient.identityFirst')}
        </p>
      ) : null}
    </section>
  );
}
