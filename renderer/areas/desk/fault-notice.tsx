import { useTranslation } from 'react-i18next';
import type { AskName } from '../../../shared/contract.ts';
import type { AskFault } from '../../client/client.ts';
import { AskFailed } from '../../client/use-ask.ts';
import type { Command } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useRefusalText } from './use-refusal-text.ts';

/** What happened, what was kept and what to do, for a failed ask of any kind. */
export function FaultNotice({ fault, onRetry }: { fault: AskFault; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice tone="no" isUrgent testId="fault">
      <span>{t(`errors.fault.${fault.code}`)}</span>
      {onRetry ? (
        <div>
          <Button onClick={onRetry}>{t('shell.tryAgain')}</Button>
        </div>
      ) : null}
    </Notice>
  );
}

/**
 * The state of a command that did not simply succeed. Refusals named in `handled` are shown by the form itself, beside
 * the field that they are about.
 */
export function CommandNotice<N extends AskName>({
  command,
  handled = [],
}: {
  command: Command<N>;
  handled?: readonly string[];
}) {
  const { t } = useTranslation();
  const refusalText = useRefusalText();
  const { state } = command;
  if (state.at === 'retrying') {
    return (
      <Notice tone="wait" isUrgent testId="retrying">
        <span>{t('errors.fault.retrying')}</span>
        <div>
          <Button onClick={command.stop}>{t('errors.fault.stop')}</Button>
        </div>
      </Notice>
    );
  }
  if (state.at === 'failed') return <FaultNotice fault={state.fault} />;
  if (state.at === 'refused' && !handled.includes(state.refusal.code)) {
    return (
      <Notice tone="no" isUrgent testId="refusal">
        <span>{refusalText(state.refusal.code)}</span>
      </Notice>
    );
  }
  return null;
}

/** Why a list or a record cannot be shown. */
export function QueryNotice({ error, onRetry }: { error: Error | null; onRetry?: () => void }) {
  const refusalText = useRefusalText();
  if (!(error instanceof AskFailed)) return null;
  const { failure } = error;
  if ('fault' in failure) return <FaultNotice fault={failure.fault} {...(onRetry ? { onRetry } : {})} />;
  return (
    <Notice tone="no" isUrgent>
      <span>{refusalText(failure.refusal.code)}</span>
    </Notice>
  );
}
