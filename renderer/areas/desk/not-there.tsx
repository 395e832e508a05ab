import { useTranslation } from 'react-i18next';
import { Late } from '../../ui/late.tsx';
import { QueryNotice } from './fault-notice.tsx';

/** Stands for what the desk has not answered yet, or could not. */
export function NotThere({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const { t } = useTranslation();
  if (error) return <QueryNotice error={error} onRetry={onRetry} />;
  return (
    <Late>
      <p role="status">{t('shell.loading')}</p>
    </Late>
  );
}
