import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './card-notice.module.css';

const SHOWN_LETTERS_MAX = 400;

/** A code that nobody here understands: shown as it was read, with what to do instead. */
export function CardNotice({ raw, onForget }: { raw: string; onForget: () => void }) {
  const { t } = useTranslation();
  const isLong = raw.length > SHOWN_LETTERS_MAX;
  return (
    <Notice tone="wait" isUrgent title={t('cover.card.unknownTitle')} testId="card-unknown">
      <p>{t('cover.card.unknownText')}</p>
      <section className={styles.raw} aria-label={t('cover.card.read')} translate="no" data-testid="card-raw">
        {isLong ? `${raw.slice(0, SHOWN_LETTERS_MAX)}…` : raw}
      </section>
      <div>
        <Button onClick={onForget}>{t('cover.card.forget')}</Button>
      </div>
    </Notice>
  );
}
