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
  // A practice desk enrols by itself, as soon as its centre is awake.
  const isPractice = useIsPractice();
  const ago = (instant: string) => {
    const { unit, count } = roughly(nowMs - msOf(instant));
    return t(`words.unit.${unit}`, { n: count });
  };
  const state = (status: SyncStatus): { text: string; tone: LinkTone } => {
    const { state: link, since } = status.link;
    if (!status.isEnrolled && !isPractice) return { text: t('sync.link.notEnrolled'), tone: 'plain' };
    if (!status.isEnrolled || link === 'unknown') return { text: t('sync.link.unknown'), tone: 'plain' };
    const tone = link === 'up' ? 'ok' : 'wait';
    const isLong = since !== null && nowMs - msOf(since) >= 60_000;
    return {
      text: isLong ? t(`sync.link.${link}For`, { time: ago(since) }) : t(`sync.link.${link}`),
      tone,
    };
  };
  const explanation = (status: SyncStatus): string => {
    const { waiting } = status.counts;
    if (!status.isEnrolled && !isPractice) return t('sync.explain.notEnrolled');
    if (!status.isEnrolled || status.link.state === 'unknown') return t('sync.explain.unknown');
    if (status.link.state === 'up') {
      return waiting === 0 ? t('sync.explain.upNone') : t('sync.explain.upWaiting', { n: waiting });
    }
    return waiting === 0 ? t('sync.explain.offlineNone') : t('sync.explain.offline', { n: waiting });
  };
  return { state, explanation, ago };
}
