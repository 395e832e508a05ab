import { useLocation, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { useRiel } from './use-riel.ts';

/** The way from a visit to its claim, where it has one. */
export function ToClaim({ listed: { visit } }: { listed: ListedVisit }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { href } = useLocation();
  const riel = useRiel();
  // A claim has the id of its visit; visits that nobody else pays for have none.
  const isAsked = visit.status === 'closed' && visit.payer !== 'self' && visit.payer !== 'occupational-risk';
  const { data } = useAsk('claims.get', { claimId: visit.id }, { isEnabled: isAsked });
  const open = () => void navigate({ to: '/claims', search: { claim: visit.id, day: visit.serviceDate, from: href } });
  useHotkeys({ m: open }, data !== undefined);
  if (!data) return null;
  const { state, claim } = data.listed;
  return (
    <Button hotkey="M" onClick={open} data-testid="to-claim">
      {t('claims.ofVisit')}: {t(`claims.state.${state}`)}, {riel(claim.totalRiel)}
    </Button>
  );
}
