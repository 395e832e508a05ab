import { useTranslation } from 'react-i18next';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { Icon } from '../../ui/icon.tsx';
import { useCoverWords } from './use-cover-words.ts';
import styles from './verdict.module.css';

/** Says that a better founded answer stands here now, and what it changed; or what the centre said about a stored one later. */
export function NewAnswer({ shown, replaced }: { shown: ShownCheck; replaced: ShownCheck | null }) {
  const { t } = useTranslation();
  const words = useCoverWords();
  const { decision } = shown.check;
  const { recheck } = shown;
  if (replaced !== null) {
    const before = replaced.check.decision;
    const isSame = before.outcome === decision.outcome && before.payer === decision.payer;
    return (
      <p className={isSame ? styles.same : styles.changed} data-testid="new-answer" data-changed={!isSame}>
        <Icon name={isSame ? 'check' : 'arrow'} size={18} />
        {isSame
          ? t('cover.answer.same')
          : t('cover.answer.changed', { before: words.answer(before), now: words.answer(decision) })}
      </p>
    );
  }
  if (recheck === null) return null;
  return (
    <p className={recheck.isOverturned ? styles.changed : styles.same} data-testid="recheck">
      <Icon name={recheck.isOverturned ? 'arrow' : 'check'} size={18} />
      {t('cover.answer.afterwards', {
        moment: words.moment(recheck.decidedAt),
        now: words.answer(recheck.decision),
      })}
    </p>
  );
}
