import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterMatch } from '../../../shared/eligibility/contract.ts';
import { Icon } from '../../ui/icon.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { type CardInHand, isCardLike } from './card-in-hand.ts';
import { ResultList, type ResultOption } from './result-list.tsx';
import styles from './search.module.css';
import { useCardPick } from './use-card-pick.ts';
import { type Found, useFind } from './use-find.ts';

interface SearchBoxProps {
  box: RefObject<HTMLInputElement | null>;
  text: string;
  onText: (text: string) => void;
  /** The patient whose view is open, marked in the list. */
  openPatientId: string | null;
  onPatient: (patientId: string) => void;
  onMember: (member: RosterMatch, rosterAsOf: string | null) => void;
  /** Absent where the person may not register. */
  onNew?: (() => void) | undefined;
  card: CardInHand | null;
  /** A card's payload was pasted, which is more than a line of the box holds. */
  onCardPasted: (raw: string) => void;
  /** Whom the card names: one single person to open, or nobody here and on the list. */
  onCardOne: (option: ResultOption, rosterAsOf: string | null) => void;
  onCardNobody: () => void;
  onCardSeveral: () => void;
  /** What is to be said right below the box. */
  children?: ReactNode;
}

function optionsOf(found: Found, text: string, hasNew: boolean): ResultOption[] {
  if (text.trim() === '') return [];
  return [
    ...found.hits.map((hit) => ({ kind: 'patient' as const, key: hit.patient.id, hit })),
    ...found.members.map((member) => ({ kind: 'member' as const, key: member.nssfNumber, member })),
    ...(hasNew ? [{ kind: 'new' as const, key: 'new' }] : []),
  ];
}

/** The one box and what it finds: a combobox whose list is always open (WAI-ARIA 1.2, editable with list). */
export function SearchBox(props: SearchBoxProps) {
  const { box, text, onText, openPatientId, onPatient, onMember, onNew } = props;
  const { t } = useTranslation();
  const found = useFind(text);
  const listId = useId();
  const [active, setActive] = useState(0);
  const isEnterWaiting = useRef(false);
  const options = optionsOf(found, text, onNew !== undefined);
  const activeOption = options[Math.min(active, options.length - 1)];

  const pick = (option: ResultOption | undefined) => {
    isEnterWaiting.current = false;
    if (option?.kind === 'patient') onPatient(option.hit.patient.id);
    else if (option?.kind === 'member') onMember(option.member, found.rosterAsOf);
    else if (option?.kind === 'new') onNew?.();
  };
  // A scanner types and presses Enter before the answer is there: then one single person is picked, never one of several.
  useEffect(() => {
    if (!isEnterWaiting.current || !found.isSettled) return;
    isEnterWaiting.current = false;
    const [only, ...others] = options.filter(({ kind }) => kind !== 'new');
    if (only && others.length === 0) pick(only);
  });

  useCardPick({
    card: props.card,
    text,
    isSettled: found.isSettled,
    options,
    onOne: (option) => props.onCardOne(option, found.rosterAsOf),
    onNobody: props.onCardNobody,
    onSeveral: props.onCardSeveral,
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const last = options.length - 1;
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, last));
    else if (event.key === 'ArrowUp') setActive(Math.max(Math.min(active, last) - 1, 0));
    else if (event.key === 'Enter' && !event.repeat && !event.nativeEvent.isComposing) {
      if (found.isSettled) pick(activeOption);
      else isEnterWaiting.current = true;
    } else return;
    event.preventDefault();
  };

  const shownQuery = text.trim();
  return (
    <>
      <div className={styles.box}>
        <Icon name="search" size={22} />
        <input
          ref={box}
          type="text"
          role="combobox"
          aria-label={t('desk.box.label')}
          aria-expanded={options.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-keyshortcuts="F2"
          aria-activedescendant={activeOption ? `${listId}-${activeOption.key}` : undefined}
          placeholder={t('desk.box.placeholder')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          data-testid="search-box"
          onChange={(event) => {
            isEnterWaiting.current = false;
            setActive(0);
            onText(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const raw = event.clipboardData.getData('text');
            if (!isCardLike(raw)) return;
            event.preventDefault();
            props.onCardPasted(raw);
          }}
        />
        <KeyCap>F2</KeyCap>
      </div>
      {props.children}
      <QueryNotice error={found.error} />
      <ResultList
        id={listId}
        options={options}
        active={activeOption?.key ?? null}
        openPatientId={openPatientId}
        query={shownQuery}
        isNobody={shownQuery !== '' && found.isSettled && found.hits.length === 0 && found.members.length === 0}
        hasMore={found.hasMore}
        onPick={pick}
      />
      <div className="hidden" role="status">
        {shownQuery !== '' && found.isSettled
          ? t('desk.box.found', { n: found.hits.length + found.members.length })
          : ''}
      </div>
    </>
  );
}
