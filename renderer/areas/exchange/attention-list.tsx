import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import { Button } from '../../ui/button.tsx';
import { shownMoment, withShownDates } from '../../ui/dates.ts';
import { Notice } from '../../ui/notice.tsx';
import { useDesk } from '../visits/desk-state.tsx';
import styles from './sync.module.css';

/** What the centre refused: whose record, its words, and what to do. */
export function AttentionList({ items }: { items: AttentionItem[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const desk = useDesk();
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
        <Notice
          key={`${item.recordId} ${item.version}`}
          tone="no"
          title={`${t(`words.recordKind.${item.kind}`)} ${withShownDates(item.label)}`}
        >
          <p lang="en">{item.sentence}</p>
          <p className={styles.soft}>
            {item.field ? `${t('sync.attentionField', { field: item.field })} · ` : ''}
            <span className="nums">{shownMoment(item.at)}</span>
          </p>
          <p>
            <b>{t('sync.attentionWhat')}:</b>{' '}
            {t(item.code.includes('nssf') ? 'sync.advice.nssf' : 'sync.advice.default')}
          </p>
          {item.patientId ? (
            <div>
              <Button
                icon="person"
                onClick={() => {
                  desk.setPane({ at: 'patient', patientId: item.patientId ?? '' });
                  void navigate({ to: '/' });
                }}
              >
                {t('sync.attentionOpen')}
              </Button>
            </div>
          ) : null}
        </Notice>
      ))}
    </section>
  );
}
