import { type ReactNode, type RefObject, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterMatch } from '../../../shared/eligibility/shown.record.ts';
import { Icon } from '../../ui/icon.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { type CardInHand, isCardLike } from './card-in-hand.ts';
import { ResultList, type ResultOption } from './result-list.tsx';
import styles from './search.module.css';
import { useCardPick } from './use-card-pick.ts';
import { type Found, useFind } from './use-find.ts';
import { type ResultChoice, useResultChoice } from './use-result-choice.ts';

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
  const options = optionsOf(found, text, onNew !== undefined);
  const pick = (option: ResultOption) => {
    if (option.kind === 'patient') onPatient(option.hit.patient.id);
    else if (option.kind === 'member') onMember(option.member, found.rosterAsOf);
    else onNew?.();
  };
  const [only, ...others] = options.filter(({ kind }) => kind !== 'new');
  const choice = useResultChoice(options, found.isSettled, others.length === 0 ? only : undefined, pick);
  useCardPick({
    card: props.card,
    text,
    isSettled: found.isSettled,
    options,
    onOne: (option) => props.onCardOne(option, found.rosterAsOf),
    onNobody: props.onCardNobody,
    onSeveral: props.onCardSeveral,
  });
  const query = text.trim();
  const count = found.hits.length + found.members.length;
  return (
    <>
      <Box {...{ box, text, onText, choice, listId }} isOpen={options.length > 0} onCardPasted={props.onCardPasted} />
      {props.children}
      <QueryNotice error={found.error} />
      <ResultList
        id={listId}
        options={options}
        active={choice.active?.key ?? null}
        openPatientId={openPatientId}
        query={query}
        isNobody={query !== '' && found.isSettled && count === 0}
        hasMore={found.hasMore}
        onPick={pick}
      />
      <div className="hidden" role="status">
        {query !== '' && found.isSettled ? t('desk.box.found', { n: count }) : ''}
      </div>
    </>
  );
}

interface BoxProps extends Pick<SearchBoxProps, 'box' | 'text' | 'onText' | 'onCardPasted'> {
  choice: ResultChoice<ResultOption>;
  listId: string;
  isOpen: boolean;
}

/** Where names, numbers and cards are put in. */
function Box({ box, text, onText, onCardPasted, choice, listId, isOpen }: BoxProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.box}>
      <Icon name="search" size={22} />
      <input
        ref={box}
        type="text"
        role="combobox"
        aria-label={t('desk.box.label')}
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-keyshortcuts="F2"
        aria-activedescendant={choice.active ? `${listId}-${choice.active.key}` : undefined}
        placeholder={t('desk.box.placeholder')}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        data-testid="search-box"
        onChange={(event) => {
          choice.restart();
          onText(event.currentTarget.value);
        }}
        onKeyDown={choice.onKeyDown}
        onPaste={(event) => {
          const raw = event.clipboardData.getData('text');
          if (!isCardLike(raw)) return;
          event.preventDefault();
          onCardPasted(raw);
        }}
      />
      <KeyCap>F2</KeyCap>
    </div>
  );
}
