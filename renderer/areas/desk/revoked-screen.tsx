import { useTranslation } from 'react-i18next';
import type { About } from '../../../shared/desk/contract.ts';
import { shownMoment } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './welcome.module.css';

/** The centre has closed this desk: what becomes of what is here, and whom to call. There is nothing to press. */
export function RevokedScreen({ revoked }: { revoked: NonNullable<About['revoked']> }) {
  const { t } = useTranslation();
  return (
    <main className={styles.screen} id="content" data-testid="revoked">
      <div className={styles.closed}>
        <Icon name="cross" size={48} />
        <h1>{t('notices.revoked.title')}</h1>
        <p>{t('notices.revoked.text', { moment: shownMoment(revoked.at) })}</p>
        <p role="status">
          <b>{t(revoked.isHandedOver ? 'notices.revoked.handed' : 'notices.revoked.pending')}</b>
        </p>
        <p className={styles.call}>
          <Icon name="phone" size={22} /> {t('notices.revoked.call')}
        </p>
      </div>
    </main>
  );
}
