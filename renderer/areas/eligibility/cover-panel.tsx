import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { OverrideForm } from './override-form.tsx';
import type { AnswerState } from './use-better-answer.ts';
import { Verdict } from './verdict.tsx';

/** The verdict for whoever registers: it may be decided otherwise, quietly, with a reason. */
export function CoverPanel({ answer }: { answer: AnswerState }) {
  const { t } = useTranslation();
  const [isDeciding, setDeciding] = useState(false);
  useHotkeys({ o: () => setDeciding(answer.settled !== null) });
  return (
    <>
      <Verdict
        shown={answer.shown}
        isSettled={answer.settled !== null}
        replaced={answer.replaced}
        isAsking={answer.isAsking}
        action={
          isDeciding ? null : (
            <Button
              kind="quiet"
              hotkey="O"
              isBusy={answer.settled === null}
              onClick={() => setDeciding(true)}
              data-testid="override"
            >
              {t('cover.override.action')}
            </Button>
          )
        }
      />
      {isDeciding && answer.shown ? (
        <OverrideForm
          check={answer.settled?.check ?? null}
          shownPayer={answer.shown.check.decision.payer}
          onDecided={(shown) => {
            answer.put(shown);
            setDeciding(false);
          }}
          onBack={() => setDeciding(false)}
        />
      ) : null}
    </>
  );
}
