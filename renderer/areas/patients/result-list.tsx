import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterMatch } from '../../../shared/eligibility/shown.record.ts';
import type { PatientHit } from '../../../shared/patients/contract.ts';
import { Icon } from '../../ui/icon.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { MemberRow, PatientRow } from './result-row.tsx';
import styles from './search.module.css';

export type ResultOption =
  | { kind: 'patient'; key: string; hit: PatientHit }
  | { kind: 'member'; key: string; member: RosterMatch }
  | { kind: 'new'; key: string };

interface ResultListProps {
  id: string;
  options: ResultOption[];
  active: string | null;
  openPatientId: string | null;
  query: string;
  isNobody: boolean;
  hasMore: boolean;
  onPick: (option: ResultOption) => void;
}

/** People registered here, then people of the roster who are not, then the way to a new patient. */
export function ResultList(props: ResultListProps) {
  const { id, options, active, openPatientId, query, isNobody, hasMore, onPick } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active !== null) list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const row = (option: ResultOption, content: ReactNode) => (
    // biome-ignore lint/a11y/useFocusableInteractive: the box keeps the focus and names the active option.
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the box.
    <div
      key={option.key}
      id={`${id}-${option.key}`}
      role="option"
      aria-selected={option.key === active}
      className={[styles.hit, option.key === openPatientId ? styles.open : '', styles[option.kind]].join(' ')}
      data-testid={`result-${option.kind}`}
      onClick={() => onPick(option)}
      onMouseDown={(event) => event.preventDefault()}
    >
      {content}
    </div>
  );
  const patients = options.filter((option) => option.kind === 'patient');
  const members = options.filter((option) => option.kind === 'member');
  const fresh = options.filter((option) => option.kind === 'new');
  return (
    <div ref={list} id={id} role="listbox" aria-label={t('desk.box.results')} className={styles.list}>
      {patients.map((option) => row(option, <PatientRow hit={option.hit} query={query} />))}
      {isNobody ? (
        <p className={styles.nobody} role="presentation">
          {t('desk.box.nobody', { text: query })}
        </p>
      ) : null}
      {hasMore ? (
        <p className={styles.nobody} role="presentation">
          {t('desk.box.more')}
        </p>
      ) : null}
      {members.length > 0 ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand inside a listbox.
        <div role="group" aria-label={t('desk.box.roster')} className={styles.group}>
          <span className={styles.groupName} role="presentation">
            {t('desk.box.roster')}
          </span>
          {members.map((option) => row(option, <MemberRow member={option.member} query={query} />))}
        </div>
      ) : null}
      {fresh.map((option) =>
        row(
          option,
          <>
            <span className={styles.newText}>
              <Icon name="plus" size={18} />
              {t('desk.box.newPatient')}
            </span>
            <KeyCap>Ctrl N</KeyCap>
          </>,
        ),
      )}
    </div>
  );
}
