import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './shell.module.css';

/** A screen that failed to draw: says what is safe and offers the way back. */
export function Stumbled() {
  const { t } = useTranslation();
  return (
    <main className={styles.stumbled} id="content">
      <Notice tone="no" isUrgent title={t('errors.screen.title')} testId="stumbled">
        <p>{t('errors.screen.text')}</p>
        <div>
          <Button kind="main" onClick={() => location.reload()}>
            {t('errors.screen.reload')}
          </Button>
        </div>
      </Notice>
    </main>
  );
}
