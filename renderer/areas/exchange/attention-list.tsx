import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import { Button } from '../../ui/button.tsx';
import { shownMoment, withShownDates } from '../../ui/dates.ts';
import { Notice } from '../../ui/notice.tsx';
import { useDesk } from '../visits/desk-state.tsx';
import { useAttentionWords } from './attention-words.ts';
import styles from './sync.module.css';

/** What the centre refused: whose record, why, and what to do. */
export function AttentionList({ items }: { items: AttentionItem[] }) {
  const { t } = useTranslation();
  return (
    <section
      className={styles.card}
      tabIndex={-1}
      data-part="attention"
      aria-labelledby="attention-title"
      data-testid="attention"
    >
      <h2 id="attention-title">
        {t('sync.attentionTitle')} <span className="nums">{items.length}</span>
      </h2>
      {items.length === 0 ? <p className={styles.soft}>{t('sync.attentionNone')}</p> : null}
      {items.map((item) => (
        <Attention key={`${item.recordId} ${item.version}`} item={item} />
      ))}
    </section>
  );
}

function Attention({ item }: { item: AttentionItem }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const desk = useDesk();
  const { why, original, field } = useAttentionWords()(item);
  const { patientId } = item;
  const openPatient = (id: string) => {
    desk.setPane({ at: 'patient', patientId: id });
    void navigate({ to: '/' });
  };
  return (
    <Notice tone="no" title={`${t(`words.recordKind.${item.kind}`)} ${withShownDates(item.label)}`}>
      <p>{why}</p>
      {original ? <p lang="en">{original}</p> : null}
      <p className={styles.soft}>
        {field ? `${t('sync.attentionField', { field })} · ` : ''}
        <span className="nums">{shownMoment(item.at)}</span>
      </p>
      <p>
        <b>{t('sync.attentionWhat')}:</b> {t(item.code.includes('nssf') ? 'sync.advice.nssf' : 'sync.advice.default')}
      </p>
      {patientId ? (
        <div>
          <Button icon="person" onClick={() => openPatient(patientId)}>
            {t('sync.attentionOpen')}
          </Button>
        </div>
      ) : null}
    </Notice>
  );
}
