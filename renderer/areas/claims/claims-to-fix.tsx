import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { shownCount } from '../../ui/dates.ts';
import { Notice } from '../../ui/notice.tsx';
import { useClaimsToFix } from './use-claims-to-fix.ts';

/** On the tray: how many claims wait for somebody, and the way to them. */
export function ClaimsToFix() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const count = useClaimsToFix();
  if (count === 0) return null;
  return (
    <Notice tone="wait" testId="claims-to-fix">
      <b>{t('claims.tray', { n: shownCount(count) })}</b>
      <div>
        <Button hotkey="Alt 6" onClick={() => void navigate({ to: '/claims', search: { show: 'needs' } })}>
          {t('claims.trayOpen')}
        </Button>
      </div>
    </Notice>
  );
}
