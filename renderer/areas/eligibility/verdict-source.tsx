import { useTranslation } from 'react-i18next';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { Late } from '../../ui/late.tsx';
import { useCoverWords } from './use-cover-words.ts';
import styles from './verdict.module.css';

/** The day that the answer speaks for, where it comes from, and whether a better founded one is on its way. */
export function VerdictSource({ shown, isAsking }: { shown: ShownCheck; isAsking: boolean }) {
  const { t } = useTranslation();
  const words = useCoverWords();
  const { check } = shown;
  const isOpen = check.decision.outcome === 'provisional' && check.facts.snapshot.source !== 'server';
  const later = isOpen && shown.recheck === null ? <span>{t('cover.source.later')}</span> : null;
  return (
    <div className={styles.source}>
      <span data-testid="verdict-source">{words.source(shown)}</span>
      {isAsking ? (
        <Late key={check.id} before={later}>
          <span data-testid="asking-nssf">{t('cover.source.asking')}</span>
        </Late>
      ) : (
        later
      )}
    </div>
  );
}
