import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { monthOf } from '../../../shared/base/time.ts';
import type { ListedClaim } from '../../../shared/claims/contract.ts';
import type { AskOutput } from '../../client/client.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { shownCount } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { NotThere } from '../desk/not-there.tsx';
import { useToday } from '../desk/use-about.ts';
import { useDesk } from '../visits/desk-state.tsx';
import { ClaimFilters } from './claim-filters.tsx';
import { ClaimList } from './claim-list.tsx';
import { ClaimPanel } from './claim-panel.tsx';
import { isShow, showOf, spanOf, type Wanted } from './claim-span.ts';
import styles from './claims.module.css';
import { useClaimsToFix } from './use-claims-to-fix.ts';

const PAGE = 100;
/** As many as one ask gives. */
const LISTED_MAX = 500;

/** Left the claims, those that need a person first; right the one that is looked at. */
export function ClaimsScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const router = useRouter();
  const desk = useDesk();
  const today = useToday();
  const search = useSearch({ from: '/claims' });
  const toFix = useClaimsToFix();
  const [asked, setAsked] = useState<Wanted | null>(() => wantedBy(search, today));
  const wanted = asked ?? {
    ...{ month: monthOf(today), day: today },
    ...(toFix > 0 ? ({ span: 'all', show: 'needs' } as const) : ({ span: 'month', show: 'every' } as const)),
  };
  const list = useRef<HTMLElement>(null);
  const found = useClaims(wanted);
  const { claims } = found;
  const work = useClaimWork(list, claims, search.claim ?? null);
  const { shownId, openedId } = work;

  const leave = () => {
    if (search.from === undefined) void navigate({ to: '/' });
    // Not one back in the browser's history: that comes later than the next key, and takes its screen away again.
    else router.history.push(search.from);
  };
  useHotkeys({ escape: leave }, openedId === null);
  return (
    <main className={styles.screen} id="content" data-testid="claims">
      <section ref={list} className={styles.find} aria-labelledby="claims-title">
        <header>
          <h1 id="claims-title">{t('claims.title')}</h1>
        </header>
        <ClaimFilters
          wanted={wanted}
          today={today}
          listed={found.data}
          onWanted={(next) => {
            setAsked(next);
            work.leave();
          }}
        />
        {work.done === null ? null : (
          <Notice tone="ok" testId="claim-done">
            {work.done()}
          </Notice>
        )}
        <Found key={JSON.stringify(wanted)} {...{ found, wanted, work }} />
      </section>
      <section key={shownId ?? 'none'} className={styles.work} data-testid="claim-work">
        {shownId === null ? null : (
          <ClaimPanel
            claimId={shownId}
            isOpened={openedId === shownId}
            onDone={work.finish}
            onBack={() => (search.from !== undefined && search.claim === openedId ? leave() : work.toRow(shownId))}
            onPatient={(patientId) => {
              desk.setPane({ at: 'patient', patientId, isFromElsewhere: true });
              void navigate({ to: '/' });
            }}
          />
        )}
      </section>
    </main>
  );
}

interface FoundClaims {
  data: AskOutput<'claims.list'> | undefined;
  error: Error | null;
  refetch: () => void;
  /** Those that need a person first. */
  claims: ListedClaim[];
  /** Lists as many as one ask gives; absent where there are no more. */
  showMore: (() => void) | undefined;
}

function useClaims(wanted: Wanted): FoundClaims {
  const of = JSON.stringify(wanted);
  const [longOf, setLongOf] = useState<string | null>(null);
  const limit = longOf === of ? LISTED_MAX : PAGE;
  const { data, error, refetch } = useAsk(
    'claims.list',
    { ...spanOf(wanted), ...showOf(wanted), limit },
    { keepsPrevious: true },
  );
  const claims = (data?.claims ?? []).toSorted((one, other) => Number(other.needsPerson) - Number(one.needsPerson));
  const hasMore = totalOf(wanted, data) > claims.length && limit < LISTED_MAX;
  return {
    ...{ data, error, claims },
    refetch: () => void refetch(),
    showMore: hasMore ? () => setLongOf(of) : undefined,
  };
}

interface ClaimWork {
  /** The claim on the right: the one at work, the one chosen, or the first. */
  shownId: string | null;
  openedId: string | null;
  done: (() => string) | null;
  choose: (claimId: string) => void;
  open: (claimId: string) => void;
  /** Other claims are looked at. */
  leave: () => void;
  toRow: (claimId: string | null) => void;
  /** It is done, and this is said of it; the next one in the list is chosen. */
  finish: (says: () => string) => void;
}

/** Which claim somebody is at. One that is being worked on stays, even when the list moves on. */
function useClaimWork(list: RefObject<HTMLElement | null>, claims: ListedClaim[], firstId: string | null): ClaimWork {
  const [chosenId, setChosenId] = useState(firstId);
  const [openedId, setOpenedId] = useState(firstId);
  const [done, setDone] = useState<(() => string) | null>(null);
  const chosen = claims.find(({ claim }) => claim.id === chosenId) ?? claims[0];
  const shownId = openedId ?? chosen?.claim.id ?? null;
  const toRow = (claimId: string | null) => {
    setOpenedId(null);
    const row = claimId === null ? '[data-claim]' : `[data-claim="${claimId}"]`;
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(row)?.focus());
  };
  const go = (claimId: string, isOpened: boolean) => {
    setChosenId(claimId);
    setOpenedId(isOpened ? claimId : null);
    if (isOpened) setDone(null);
  };
  return {
    ...{ shownId, openedId, done, toRow },
    choose: (claimId) => go(claimId, false),
    open: (claimId) => go(claimId, true),
    leave() {
      setOpenedId(null);
      setDone(null);
    },
    finish(says) {
      const at = claims.findIndex(({ claim }) => claim.id === shownId);
      const next = claims[at + 1]?.claim.id ?? claims[at - 1]?.claim.id ?? null;
      setDone(() => says);
      setChosenId(next);
      toRow(next);
    },
  };
}

function Found({ found, wanted, work }: { found: FoundClaims; wanted: Wanted; work: ClaimWork }) {
  const { t } = useTranslation();
  const { data, error, claims, showMore } = found;
  if (data === undefined) return <NotThere error={error} onRetry={found.refetch} />;
  const left = totalOf(wanted, data) - claims.length;
  return (
    <>
      <QueryNotice error={error} onRetry={found.refetch} />
      {claims.length === 0 ? (
        <None wanted={wanted} counts={data.counts.length} />
      ) : (
        <ClaimList claims={claims} chosenId={work.shownId} onChoose={work.choose} onOpen={work.open} />
      )}
      {showMore ? <Button onClick={showMore}>{t('claims.more', { n: shownCount(left) })}</Button> : null}
    </>
  );
}

function None({ wanted, counts }: { wanted: Wanted; counts: number }) {
  const { t } = useTranslation();
  const which = wanted.show === 'needs' ? 'noneNeeds' : wanted.span === 'day' || counts > 0 ? null : 'noneYet';
  return (
    <p className={styles.none} data-testid="claims-none">
      <Icon name={wanted.show === 'needs' ? 'check' : 'arrow'} size={22} />{' '}
      {which === null ? (
        <b>{t('claims.none')}</b>
      ) : (
        <>
          <b>{t(`claims.${which}`)}</b> {t(`claims.${which}Text`)}
        </>
      )}
    </p>
  );
}

interface Counted {
  counts: { state: string; claims: number }[];
  needsPerson: number;
}

function totalOf({ show }: Wanted, data: Counted | undefined): number {
  if (data === undefined) return 0;
  if (show === 'needs') return data.needsPerson;
  return data.counts
    .filter(({ state }) => show === 'every' || state === show)
    .reduce((sum, { claims }) => sum + claims, 0);
}

/** Where another screen led; null where nobody said anything. */
function wantedBy(search: { month?: string; day?: string; show?: string }, today: string): Wanted | null {
  const { month, day, show } = search;
  if (month === undefined && day === undefined && show === undefined) return null;
  return {
    span: day !== undefined ? 'day' : month !== undefined ? 'month' : 'all',
    month: month ?? monthOf(day ?? today),
    day: day ?? today,
    show: isShow(show) ? show : 'every',
  };
}
