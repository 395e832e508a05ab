import { useTranslation } from 'react-i18next';
import type { SyncStatus } from '../../../shared/exchange/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import styles from './sync.module.css';

/** The plug of a practice desk: pulls the line out and puts it back. */
export function PlugSwitch({ status }: { status: SyncStatus }) {
  const { t } = useTranslation();
  const plug = useCommand('practice.setLink', { retries: false });
  const isOut = status.link.state === 'unplugged';
  const turn = () => void plug.run({ isUp: isOut });
  useHotkeys({ u: turn });
  return (
    <section className={`${styles.card} ${styles.practice}`} aria-labelledby="plug-title">
      <div className={styles.state}>
        <span className={styles.sign}>
          <Icon name="plug" size={26} />
        </span>
        <div>
          <h2 id="plug-title">{isOut ? t('sync.plugOut') : t('sync.plugIn')}</h2>
          <p>{t('sync.plugText')}</p>
        </div>
      </div>
      <div>
        <Button kind="practice" hotkey="U" isBusy={plug.isBusy} onClick={turn} data-testid="plug">
          {isOut ? t('sync.putBack') : t('sync.pull')}
        </Button>
      </div>
      <CommandNotice command={plug} />
    </section>
  );
}
