import { useTranslation } from 'react-i18next';
import type { ClaimAnswer } from '../../../shared/claims/record.ts';
import type { AskOutput } from '../../client/client.ts';
import { shownMoment } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './claims.module.css';
import { CLAIM_SIGNS, useClaimWords } from './use-claim-words.ts';
import { useWho } from './use-who.ts';

type Got = AskOutput<'claims.get'>;

/** The answer to this very version, if the centre has said anything of it. */
export function answerOf({ answers, listed }: Got): ClaimAnswer | null {
  return answers.findLast(({ version }) => version === listed.claim.version) ?? null;
}

/** Where the claim stands in one line, and each reason with its number and what to do about it. */
export function ClaimWhy({ got }: { got: Got }) {
  const { t } = useTranslation();
  const { listed, reference } = got;
  const words = useClaimWords(reference.checklist);
  const { state, faults, needsPerson } = listed;
  const nameOf = useWho(got);
  const answer = answerOf(got);
  const sign = CLAIM_SIGNS[state];
  const means = state === 'held' ? (needsPerson ? 'heldHere' : 'heldThere') : state;
  return (
    <section className={styles.why} data-tone={sign.tone} data-testid="claim-why" data-state={state}>
      <span className={styles.sign}>
        <Icon name={sign.icon} size={24} />
      </span>
      <div className={styles.body}>
        <h2>{t(`claims.state.${state}`)}</h2>
        <p>{t(`claims.means.${means}`)}</p>
        {faults.length > 0 ? (
          <ul className={styles.faults} aria-label={t(answer === null ? 'claims.reasons' : 'claims.said')}>
            {faults.map((fault) => {
              const { number, says, todo } = words.fault(fault);
              return (
                <li key={`${fault.code} ${fault.field} ${fault.line} ${fault.params['document'] ?? ''}`}>
                  <b className={`${styles.code} nums`}>{number}</b>
                  <span>
                    <b>{says}</b> <span className={styles.todo}>{todo}</span>
                  </span>
                </li>
              );
            })}
          </ul>
        ) : null}
        {answer === null ? null : (
          <p className={styles.todo}>
            {t('claims.said')}{' '}
            <span className="nums">
              {shownMoment(answer.at)} · {nameOf(answer.by)}
            </span>
            {answer.note === null
              ? null
              : ` · ${t(answer.result === 'paid' ? 'claims.paymentNumber' : 'claims.note')}: ${answer.note}`}
          </p>
        )}
      </div>
    </section>
  );
}
