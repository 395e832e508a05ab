import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import bar from './header.module.css';
import styles from './keys-help.module.css';

const GROUPS = [
  {
    name: 'atDesk',
    keys: [
      ['F2', 'box'],
      ['↑ ↓', 'arrows'],
      ['Enter', 'enter'],
      ['Esc', 'escape'],
      ['Ctrl N · Alt N', 'newPatient'],
      ['Alt 1 – 8', 'screens'],
      ['F1', 'help'],
    ],
  },
  {
    name: 'withPatient',
    keys: [
      ['1 – 8', 'chips'],
      ['E', 'emergency'],
      ['I', 'identity'],
      ['N', 'noIdentity'],
      ['H', 'hef'],
      ['W', 'work'],
      ['D', 'department'],
      ['R', 'referral'],
      ['O', 'override'],
      ['C', 'correct'],
    ],
  },
  {
    name: 'fixing',
    keys: [
      ['↑ ↓', 'fixRow'],
      ['Enter', 'fixOpen'],
      ['C', 'fixCorrect'],
      ['R', 'fixResend'],
      ['W', 'fixWithdraw'],
      ['K · T', 'fixSettle'],
      ['P', 'fixPatient'],
    ],
  },
  {
    name: 'sending',
    keys: [
      ['N', 'tryNow'],
      ['S', 'stickOut'],
      ['A', 'stickIn'],
    ],
  },
  {
    name: 'today',
    keys: [
      ['↑ ↓', 'row'],
      ['P', 'print'],
      ['C', 'closeVisit'],
      ['X', 'cancelVisit'],
      ['M', 'toClaim'],
      ['PgUp · PgDn', 'days'],
    ],
  },
  {
    name: 'claims',
    keys: [
      ['↑ ↓', 'claimRow'],
      ['Enter', 'claimOpen'],
      ['1 – 9', 'claimFilter'],
      ['C', 'fixCorrect'],
      ['A', 'appeal'],
      ['W', 'fixWithdraw'],
      ['PgUp · PgDn', 'turn'],
    ],
  },
  {
    name: 'month',
    keys: [
      ['← → ↑ ↓', 'bars'],
      ['Enter', 'rows'],
      ['1 – 5', 'files'],
      ['C', 'closeMonth'],
      ['PgUp · PgDn', 'turn'],
    ],
  },
] as const;

/** F1: every key on one sheet. A native dialog keeps the focus inside and gives it back. */
export function KeysHelp() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useHotkeys({ f1: () => setOpen((was) => !was) });
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <>
      <button
        type="button"
        className={bar.plain}
        aria-keyshortcuts="F1"
        onClick={() => setOpen(true)}
        data-testid="help"
      >
        {t('shell.help')} <KeyCap>F1</KeyCap>
      </button>
      <dialog
        ref={dialog}
        className={styles.sheet}
        aria-labelledby="keys-title"
        onClose={() => setOpen(false)}
        onKeyDown={(event) => event.stopPropagation()}
      >
        <div className={styles.head}>
          <h2 id="keys-title">{t('shell.keys.title')}</h2>
          <Button hotkey="Esc" onClick={() => setOpen(false)}>
            {t('shell.close')}
          </Button>
        </div>
        <div className={styles.groups}>
          {GROUPS.map((group) => (
            <section key={group.name} aria-labelledby={`keys-${group.name}`}>
              <h3 id={`keys-${group.name}`}>{t(`shell.keys.${group.name}`)}</h3>
              <dl>
                {group.keys.map(([key, name]) => (
                  <div key={name}>
                    <dt>
                      <kbd>{key}</kbd>
                    </dt>
                    <dd>{t(`shell.keys.${name}`)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </dialog>
    </>
  );
}
