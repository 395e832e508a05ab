import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';
import { shownDate, shownMoment } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { usePatientWords } from '../patients/patient-words.ts';
import styles from './claims.module.css';
import { CLAIM_SIGNS, useClaimWords } from './use-claim-words.ts';
import { useWho } from './use-who.ts';

type Got = AskOutput<'claims.get'>;

/** Whose claim it is, and who is asked to pay. */
export function ClaimFacts({ got }: { got: Got }) {
  const { t } = useTranslation();
  const patient = usePatientWords();
  const words = useClaimWords();
  const { listed, reference } = got;
  const { claim, patientNumber, slipNumber } = listed;
  const { first, second } = patient.names(listed);
  const code = claim.paymentCode;
  const facts: [string, ReactNode][] = [
    [
      t('claims.visit'),
      <span className="nums" key="visit">
        {slipNumber} · {shownDate(claim.serviceFrom)}
      </span>,
    ],
    [t('claims.payer'), t(`words.payer.${claim.payer}`)],
    [t('claims.code'), code === null ? t('claims.noCode') : `${words.named(reference.paymentCodes, code)} · ${code}`],
    [t('claims.member'), claim.memberNumber ?? t('claims.noMember')],
  ];
  return (
    <div>
      <p className={styles.whose}>
        <b>{first}</b> {second} <span className={`${styles.soft} nums`}>{patientNumber}</span>
      </p>
      <dl className={styles.told}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="nums">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Every change of the claim's state, newest first. */
export function ClaimHistory({ got }: { got: Got }) {
  const { t } = useTranslation();
  const { events } = got;
  const nameOf = useWho(got);
  return (
    <section className={styles.history} aria-labelledby="claim-history">
      <h3 id="claim-history">{t('claims.history')}</h3>
      <ol>
        {events.toReversed().map((event) => (
          <li key={`${event.at} ${event.state} ${event.version}`} data-testid="claim-event">
            <Icon name={CLAIM_SIGNS[event.state].icon} size={16} />
            <b>{t(`claims.state.${event.state}`)}</b>
            <span className={`${styles.soft} nums`}>
              {shownMoment(event.at)} · {nameOf(event.by)} · {t('claims.version', { n: event.version })}
            </span>
            {event.note === null ? null : <span className={styles.wide}>{event.note}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
