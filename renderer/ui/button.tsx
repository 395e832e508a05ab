import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icon.tsx';
import { KeyCap } from './key-cap.tsx';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  children: ReactNode;
  kind?: 'main' | 'plain' | 'quiet' | 'danger' | 'practice';
  size?: 'big' | 'normal';
  /** The key that does the same, as it stands on the keyboard. */
  hotkey?: string;
  icon?: IconName;
  /** Looks and says busy, and does nothing, but keeps the focus. */
  isBusy?: boolean;
}

export function Button(props: ButtonProps) {
  const {
    children,
    kind = 'plain',
    size = 'normal',
    hotkey,
    icon,
    isBusy = false,
    className,
    onClick,
    ...rest
  } = props;
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isBusy || undefined}
      aria-keyshortcuts={hotkey?.replace(/\s+/g, '+').replace('Esc', 'Escape').replace('Ctrl', 'Control')}
      onClick={isBusy ? undefined : onClick}
      className={[styles.button, styles[kind], styles[size], className].filter(Boolean).join(' ')}
    >
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
      {hotkey ? <KeyCap>{hotkey}</KeyCap> : null}
    </button>
  );
}
