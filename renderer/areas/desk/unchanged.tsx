import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/notice.tsx';

/** Said where somebody sends a form back as it was: it would only come back once more. */
export function Unchanged() {
  const { t } = useTranslation();
  return (
    <Notice tone="wait" isUrgent testId="unchanged">
      {t('errors.refusal.nothing-changed')}
    </Notice>
  );
}
