import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedClaim } from '../../../shared/claims/contract.ts';
import { Badge } from '../../ui/badge.tsx';
import { shownDate } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { usePatientWords } from '../patients/patient-words.ts';
import styles from './claims.module.css';
import { CLAIM_SIGNS, useClaimWords } from './use-claim-words.ts';
import { useRiel } from './use-riel.ts';

interface ClaimListProps {
  claims: ListedClaim[];
  chosenId: string | null;
  onChoose: (claimId: string) => void;
  onOpen: (claimId: string) => void;
}

/** Arrow keys choose, Enter opens the claim at what is missing. */
export function ClaimList({ claims, chosenId, onChoose, onOpen }: ClaimListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const firstId = claims[0]?.claim.id ?? null;
  const stop = claims.some(({ claim }) => claim.id === chosenId) ? chosenId : firstId;
  useFirstFocus(list, firstId);
  const step = (event: KeyboardEvent<HTMLUListElement>) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = claims.findIndex(({ claim }) => claim.id === stop);
    const next = claims[Math.max(0, Math.min(at + by, claims.length - 1))];
    if (!next) return;
    onChoose(next.claim.id);
    list.current?.querySelector<HTMLElement>(`[data-claim="${next.claim.id}"]`)?.focus();
  };
  return (
    <ul ref={list} className={styles.list} aria-label={t('claims.list')} onKeyDown={step}>
      {claims.map((listed) => (
        <li key={listed.claim.id}>
          <button
            type="button"
            className={styles.row}
            tabIndex={listed.claim.id === stop ? 0 : -1}
            aria-current={listed.claim.id === chosenId}
            data-chosen={listed.claim.id === chosenId}
            data-claim={listed.claim.id}
            data-state={listed.state}
            data-testid="claim-row"
            onClick={() => onOpen(listed.claim.id)}
          >
            <Row listed={listed} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The first row gets the focus when a list comes, not whenever a claim in it changes. */
function useFirstFocus(list: RefObject<HTMLUListElement | null>, firstId: string | null): void {
  const isThere = firstId !== null;
  useEffect(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isThere && isFree) list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [list, isThere]);
}

function Row({ listed }: { listed: ListedClaim }) {
  const { t } = useTranslation();
  const patient = usePatientWords();
  const words = useClaimWords();
  const riel = useRiel();
  const { claim, state, faults, needsPerson, slipNumber } = listed;
  const { first, second } = patient.names(listed);
  const sign = CLAIM_SIGNS[state];
  const [fault] = faults;
  return (
    <>
      <span className={styles.top}>
        <span className={styles.name}>
          <b>{first}</b> <span className={styles.soft}>{second}</span>
        </span>
        <b className="nums">{riel(claim.totalRiel)}</b>
      </span>
      <span className={styles.top}>
        <span className={`${styles.soft} nums`}>
          {shownDate(claim.serviceFrom)} · {slipNumber} · {t(`words.payer.${claim.payer}`)}
        </span>
        <Badge tone={needsPerson ? 'no' : sign.tone}>
          <Icon name={needsPerson ? 'warning' : sign.icon} size={16} />
          {t(`claims.state.${state}`)}
        </Badge>
      </span>
      {needsPerson && fault && fault.code !== 'document-missing' ? <span>{words.fault(fault).says}</span> : null}
      {needsPerson && fault?.code === 'document-missing' ? <span>{t('claims.documentMissing')}</span> : null}
    </>
  );
}
