import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { Notice } from '../../ui/notice.tsx';
import { CardNotice } from '../patients/card-notice.tsx';
import { isEmptyDraft, type PatientDraft } from '../patients/patient-draft.ts';
import { PatientForm } from '../patients/patient-form.tsx';
import { SearchBox } from '../patients/search-box.tsx';
import styles from './desk.module.css';
import { useDesk } from './desk-state.tsx';
import { IdlePane } from './idle-pane.tsx';
import { PatientCorrection } from './patient-correction.tsx';
import { PatientPane } from './patient-pane.tsx';
import { SlipPane } from './slip-pane.tsx';
import { type DeskMoves, useDeskMoves } from './use-desk-moves.ts';

/** Left finds, right works. */
export function DeskScreen() {
  const { t } = useTranslation();
  const { pane, draft, setDraft, text, setText, card, setCardState } = useDesk();
  const box = useRef<HTMLInputElement>(null);
  const moves = useDeskMoves(box);
  const unfinished = draft !== null && !isEmptyDraft(draft) && pane.at !== 'form' ? draft : null;
  return (
    <main className={styles.desk} id="content">
      <section className={styles.find} aria-label={t('desk.box.label')}>
        <SearchBox
          box={box}
          text={text}
          onText={setText}
          openPatientId={pane.at === 'patient' ? pane.patientId : null}
          onPatient={moves.openPatient}
          onMember={(member, asOf) => void moves.fromRoster(member, asOf)}
          onNew={moves.newPatient}
          {...moves.cards.box}
        >
          {card?.state === 'unknown' ? <CardNotice raw={card.reading.raw} onForget={() => setCardState(null)} /> : null}
        </SearchBox>
        {unfinished ? (
          <Unfinished draft={unfinished} onContinue={moves.goOnWithDraft} onDiscard={() => setDraft(null)} />
        ) : null}
        {moves.newPatient && text.trim() === '' && unfinished === null ? (
          <button type="button" className={styles.new} aria-keyshortcuts="Control+N Alt+N" onClick={moves.newPatient}>
            <span>{t('desk.box.newPatient')}</span>
            <KeyCap>Ctrl N</KeyCap>
          </button>
        ) : null}
      </section>
      <Work moves={moves} />
    </main>
  );
}

function Work({ moves }: { moves: DeskMoves }) {
  const { pane, draft, setDraft, draftKeptAt, isDraftRestored, card } = useDesk();
  // With another key the place is another one, so whoever comes next begins at its top.
  const person = pane.at === 'patient' ? pane.patientId : pane.at;
  return (
    <section key={person} className={styles.work} data-testid="work">
      {pane.at === 'idle' || (pane.at === 'form' && draft === null) ? <IdlePane onShowSlip={moves.showSlip} /> : null}
      {pane.at === 'form' && draft !== null ? (
        <PatientForm
          key={moves.cards.filledSerial}
          draft={draft}
          onDraft={setDraft}
          keptAt={draftKeptAt}
          isRestored={isDraftRestored}
          onRegistered={moves.registered}
          onSamePerson={moves.samePerson}
          onBack={moves.back}
        />
      ) : null}
      {pane.at === 'patient' && pane.isCorrecting ? (
        <PatientCorrection patientId={pane.patientId} onOpenPatient={moves.openPatient} onBack={moves.endCorrecting} />
      ) : null}
      {pane.at === 'patient' && !pane.isCorrecting ? (
        <PatientPane
          onCorrect={moves.correct}
          patientId={pane.patientId}
          onBack={moves.back}
          onOpened={moves.opened}
          onShowSlip={moves.showSlip}
          card={card}
          openedSerial={moves.cards.openedSerial}
        />
      ) : null}
      {pane.at === 'slip' ? <SlipPane slip={pane.slip} isNew={pane.isNew} onNext={moves.nextPatient} /> : null}
    </section>
  );
}

function Unfinished(props: { draft: PatientDraft; onContinue: () => void; onDiscard: () => void }) {
  const { t } = useTranslation();
  const name = props.draft.nameKm || props.draft.nameLatin;
  return (
    <Notice tone="plain" testId="unfinished">
      <b>{name ? t('desk.box.unfinished', { name }) : t('desk.box.unfinishedNameless')}</b>
      <div className={styles.pair}>
        <Button kind="main" hotkey="Ctrl N" onClick={props.onContinue}>
          {t('desk.box.continue')}
        </Button>
        <Button onClick={props.onDiscard}>{t('desk.box.discard')}</Button>
      </div>
    </Notice>
  );
}
