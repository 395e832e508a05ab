import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './notice.module.css';

export type Tone = 'ok' | 'wait' | 'no' | 'plain' | 'practice';
const ICONS: Record<Tone, IconName> = {
  ok: 'check',
  wait: 'warning',
  no: 'cross',
  plain: 'arrow',
  practice: 'warning',
};

interface NoticeProps {
  tone: Tone;
  title?: string;
  children?: ReactNode;
  /** Read out at once: for what needs an answer. */
  isUrgent?: boolean;
  testId?: string;
}

/** What happened, where it happened; never a box that floats over the work. */
export function Notice({ tone, title, children, isUrgent = false, testId }: NoticeProps) {
  return (
    <div className={[styles.notice, styles[tone]].join(' ')} role={isUrgent ? 'alert' : 'status'} data-testid={testId}>
      <span className={styles.icon}>
        <Icon name={ICONS[tone]} size={18} />
      </span>
      <div className={styles.body}>
        {title ? <b>{title}</b> : null}
        {children}
      </div>
    </div>
  );
}
