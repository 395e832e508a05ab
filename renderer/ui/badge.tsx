import type { ReactNode } from 'react';
import styles from './badge.module.css';

export type BadgeTone = 'river' | 'ok' | 'wait' | 'no' | 'plain' | 'practice' | 'staff';

export function Badge({ tone = 'river', children }: { tone?: BadgeTone; children: ReactNode }) {
  return <span className={[styles.badge, styles[tone]].join(' ')}>{children}</span>;
}
