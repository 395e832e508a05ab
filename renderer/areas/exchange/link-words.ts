import { useTranslation } from 'react-i18next';
import { msOf } from '../../../shared/base/time.ts';
import type { SyncStatus } from '../../../shared/exchange/record.ts';
import { roughly } from '../../ui/dates.ts';
import { useIsPractice, useNowMs } from '../desk/use-about.ts';

export type LinkTone = 'ok' | 'wait' | 'no' | 'plain';

/** The state of the link in words, as every screen says it. */
export function useLinkWords() {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const isPractice = useIsPractice();
  const ago = (instant: string) => {
    const { unit, count } = roughly(nowMs - msOf(instant));
    return t(`words.unit.${unit}`, { n: count });
  };
  const linkOf = ({ isEnrolled, link, trouble }: SyncStatus) => {
    if (trouble.revoked !== null) return 'revoked';
    if (isEnrolled || link.state === 'unplugged') return link.state;
    // A practice desk enrols by itself, as soon as its centre is awake.
    return isPractice ? 'unknown' : 'notEnrolled';
  };
  const state = (status: SyncStatus): { text: string; tone: LinkTone } => {
    const link = linkOf(status);
    if (link === 'revoked') return { text: t('sync.link.revoked'), tone: 'no' };
    if (link === 'notEnrolled' || link === 'unknown') return { text: t(`sync.link.${link}`), tone: 'plain' };
    const { since } = status.link;
    const isLong = since !== null && nowMs - msOf(since) >= 60_000;
    return {
      text: isLong ? t(`sync.link.${link}For`, { time: ago(since) }) : t(`sync.link.${link}`),
      tone: link === 'up' ? 'ok' : 'wait',
    };
  };
  const explanation = (status: SyncStatus): string => {
    const { waiting } = status.counts;
    const link = linkOf(status);
    if (link === 'notEnrolled' || link === 'unknown' || link === 'revoked') return t(`sync.explain.${link}`);
    if (link === 'up') {
      return waiting === 0 ? t('sync.explain.upNone') : t('sync.explain.upWaiting', { n: waiting });
    }
    return waiting === 0 ? t('sync.explain.offlineNone') : t('sync.explain.offline', { n: waiting });
  };
  return { state, explanation, ago };
}
