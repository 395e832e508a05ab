import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { shownCount } from '../../ui/dates.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { useMay } from '../staff/session.tsx';
import { Answered, Made, StickList } from './stick-list.tsx';
import styles from './sync.module.css';
import { useSticks } from './use-sticks.ts';

/** For a desk without a line: three steps there and back, and how far each stick has come. */
export function StickCard() {
  const maySync = useMay('sync');
  const { data, error, refetch } = useAsk('sticks.list', {}, { isEnabled: maySync });
  const { t } = useTranslation();
  if (!maySync) return null;
  return (
    <section
      className={styles.card}
      tabIndex={-1}
      data-part="sticks"
      aria-labelledby="sticks-title"
      data-testid="sticks"
    >
      <h2 id="sticks-title">{t('sticks.title')}</h2>
      <QueryNotice error={error} onRetry={() => void refetch()} />
      {data && !data.isReady ? <p className={styles.soft}>{t('sticks.notReady')}</p> : null}
      {data?.isReady ? <Steps listed={data} /> : null}
    </section>
  );
}

function Steps({ listed }: { listed: AskOutput<'sticks.list'> }) {
  const { t } = useTranslation();
  const work = useSticks(listed.way);
  const file = useRef<HTMLInputElement>(null);
  const hasWaiting = listed.waiting > 0;
  // In the window the desk itself opens the dialogue; in a browser the file is chosen here.
  const read = () => (listed.way === 'window' ? work.readAnswer(null) : file.current?.click());
  const chosen = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const answer = currentTarget.files?.[0];
    if (answer) work.readAnswer(answer);
    currentTarget.value = '';
  };
  useHotkeys({ ...(hasWaiting ? { s: work.make } : {}), a: read });
  return (
    <>
      <p className={styles.soft}>{t('sticks.lead')}</p>
      <ol className={styles.steps}>
        <li>
          <span>{t('sticks.step1')}</span>
          <div>
            <Button
              kind={hasWaiting ? 'main' : 'plain'}
              {...(hasWaiting ? { hotkey: 'S' } : {})}
              isBusy={work.isMaking || !hasWaiting}
              onClick={work.make}
              data-testid="stick-make"
            >
              {work.isMaking
                ? t('sticks.making')
                : hasWaiting
                  ? t('sticks.make', { n: shownCount(listed.waiting) })
                  : t('sticks.makeNone')}
            </Button>
          </div>
          <Made work={work} />
        </li>
        <li>
          <span>{t('sticks.step2')}</span>
        </li>
        <li>
          <span>{t('sticks.step3')}</span>
          <div>
            <Button hotkey="A" isBusy={work.isReading} onClick={read} data-testid="stick-read">
              {work.isReading ? t('sticks.reading') : t('sticks.read')}
            </Button>
            <input
              ref={file}
              type="file"
              hidden
              aria-label={t('sticks.answerFile')}
              onChange={chosen}
              data-testid="stick-answer"
            />
          </div>
          <Answered work={work} />
        </li>
      </ol>
      <StickList sticks={listed.sticks} work={work} />
    </>
  );
}
