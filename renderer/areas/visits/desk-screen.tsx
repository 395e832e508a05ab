import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterMatch } from '../../../shared/eligibility/contract.ts';
import type { Slip } from '../../../shared/visits/contract.ts';
import { useClient } from '../../client/client-context.tsx';
import { Button } from '../../ui/button.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { filledIn } from '../patients/card-draft.ts';
import { CardNotice } from '../patients/card-notice.tsx';
import { draftFromRoster, isEmptyDraft, type PatientDraft } from '../patients/patient-draft.ts';
import { PatientForm } from '../patients/patient-form.tsx';
import { SearchBox } from '../patients/search-box.tsx';
import { useMay } from '../staff/session.tsx';
import styles from './desk.module.css';
import { useDesk } from './desk-state.tsx';
import { IdlePane } from './idle-pane.tsx';
import { PatientPane } from './patient-pane.tsx';
import { SlipPane } from './slip-pane.tsx';
import { useDeskCards } from './use-desk-cards.ts';

/** Left finds, right works. */
export function DeskScreen() {
  const { t } = useTranslation();
  const desk = useDesk();
  const client = useClient();
  const mayRegister = useMay('register');
  const box = useRef<HTMLInputElement>(null);
  const { pane, setPane, draft, setDraft } = desk;

  const toBox = useCallback(() => {
    box.current?.focus();
    box.current?.select();
  }, []);
  useEffect(toBox, [toBox]);

  /** Back to the box with what was typed in it still there, marked so that the next name replaces it. */
  const back = useCallback(() => {
    setPane({ at: 'idle' });
    toBox();
  }, [setPane, toBox]);
  const nextPatient = () => {
    desk.setText('');
    desk.setCardState(null);
    back();
  };
  const openPatient = (patientId: string) => setPane({ at: 'patient', patientId });
  const openForm = (fresh: PatientDraft) => {
    if (draft === null || isEmptyDraft(draft)) setDraft(fresh);
    setPane({ at: 'form' });
  };
  const fromRoster = async (member: RosterMatch, rosterAsOf: string | null, typed: PatientDraft | null = null) => {
    const village = await villageOf(client, member.villageCode);
    const listed = draftFromRoster(member, rosterAsOf, village);
    // Choosing somebody from the roster means this person, whatever was left unfinished before.
    setDraft(typed === null ? listed : filledIn(typed, listed));
    setPane({ at: 'form' });
  };
  const cards = useDeskCards({ toBox, openPatient, fromRoster });
  const newPatient = () => openForm(cards.freshDraft());
  const showSlip = (slip: Slip) => setPane({ at: 'slip', slip, isNew: false });
  const registered = (patientId: string) => {
    setDraft(null);
    openPatient(patientId);
  };

  useHotkeys({
    f2: toBox,
    escape: () => (pane.at === 'slip' ? nextPatient() : back()),
    ...(mayRegister ? { 'ctrl+n': newPatient, 'alt+n': newPatient } : {}),
  });

  const hasUnfinished = draft !== null && !isEmptyDraft(draft) && pane.at !== 'form';
  return (
    <main className={styles.desk} id="content">
      <section className={styles.find} aria-label={t('desk.box.label')}>
        <SearchBox
          box={box}
          text={desk.text}
          onText={desk.setText}
          openPatientId={pane.at === 'patient' ? pane.patientId : null}
          onPatient={openPatient}
          onMember={(member, asOf) => void fromRoster(member, asOf)}
          onNew={mayRegister ? newPatient : undefined}
          {...cards.box}
        >
          {desk.card?.state === 'unknown' ? (
            <CardNotice raw={desk.card.reading.raw} onForget={() => desk.setCardState(null)} />
          ) : null}
        </SearchBox>
        {hasUnfinished ? (
          <Unfinished draft={draft} onContinue={() => setPane({ at: 'form' })} onDiscard={() => setDraft(null)} />
        ) : null}
        {mayRegister && desk.text.trim() === '' && !hasUnfinished ? (
          <button type="button" className={styles.new} aria-keyshortcuts="Control+N Alt+N" onClick={newPatient}>
            <span>{t('desk.box.newPatient')}</span>
            <KeyCap>Ctrl N</KeyCap>
          </button>
        ) : null}
      </section>
      <section className={styles.work} data-testid="work">
        {pane.at === 'idle' || (pane.at === 'form' && draft === null) ? <IdlePane onShowSlip={showSlip} /> : null}
        {pane.at === 'form' && draft !== null ? (
          <PatientForm
            key={cards.filledSerial}
            draft={draft}
            onDraft={setDraft}
            keptAt={desk.draftKeptAt}
            isRestored={desk.isDraftRestored}
            onRegistered={registered}
            onOpenPatient={openPatient}
            onBack={back}
          />
        ) : null}
        {pane.at === 'patient' ? (
          <PatientPane
            key={pane.patientId}
            patientId={pane.patientId}
            onBack={back}
            onOpened={(slip) => {
              desk.setCardState(null);
              setPane({ at: 'slip', slip, isNew: true });
            }}
            onShowSlip={showSlip}
            card={desk.card}
            openedSerial={cards.openedSerial}
          />
        ) : null}
        {pane.at === 'slip' ? <SlipPane slip={pane.slip} isNew={pane.isNew} onNext={nextPatient} /> : null}
      </section>
    </main>
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

async function villageOf(client: ReturnType<typeof useClient>, code: string | null) {
  if (code === null) return null;
  const reply = await client.ask('places.search', { text: code, limit: 5 });
  return reply.ok ? (reply.value.places.find((place) => place.code === code) ?? null) : null;
}
