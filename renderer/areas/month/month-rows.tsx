import { useLocation, useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PAYERS, SERVICE_CATEGORIES } from '../../../shared/eligibility/record.ts';
import type { MonthLine, MonthReport, RowsWish } from '../../../shared/month/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { shownCount, shownDate } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { CLAIM_SIGNS, useScreenLanguage } from '../claims/use-claim-words.ts';
import { useMonthName } from '../claims/use-month-name.ts';
import { NotThere } from '../desk/not-there.tsx';
import { usePatientWords } from '../patients/patient-words.ts';
import styles from './month.module.css';

const PAGE = 50;

interface MonthRowsProps {
  month: string;
  wish: RowsWish;
  offset: number;
  report: MonthReport | undefined;
  onBack: () => void;
}

/** The rows behind a figure, a page at a time; each leads to its claim or its visit. */
export function MonthRows({ month, wish, offset, report, onBack }: MonthRowsProps) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const navigate = useNavigate();
  const { data, error, refetch } = useAsk('month.lines', { month, wish, limit: PAGE, offset }, { keepsPrevious: true });
  const page = (to: number) =>
    void navigate({ to: '/month', search: { month, rows: wish, ...(to > 0 ? { offset: to } : {}) }, replace: true });
  const total = data?.total ?? 0;
  const hasMore = offset + PAGE < total;
  useHotkeys({
    escape: onBack,
    ...(offset > 0 ? { pageup: () => page(Math.max(0, offset - PAGE)) } : {}),
    ...(hasMore ? { pagedown: () => page(offset + PAGE) } : {}),
  });
  const words = useWishWords(report);
  return (
    <section className={styles.rows} aria-labelledby="rows-title" data-testid="month-rows">
      <header className={styles.head}>
        <div>
          <h1 id="rows-title">
            {words(wish)} <span className={styles.soft}>{monthName(month)}</span>
          </h1>
          {data ? (
            <p className={`${styles.soft} nums`} data-testid="rows-total" data-total={total}>
              {t('month.rows.total', { n: shownCount(total), visits: shownCount(data.visits) })}
              {total > PAGE
                ? ` · ${t('month.rows.part', { from: shownCount(offset + 1), to: shownCount(Math.min(offset + PAGE, total)) })}`
                : null}{' '}
              · {t('month.rows.hint')}
            </p>
          ) : null}
        </div>
        <div className={styles.turn}>
          {offset > 0 ? (
            <Button hotkey="PageUp" icon="left" onClick={() => page(Math.max(0, offset - PAGE))}>
              {t('month.rows.previous')}
            </Button>
          ) : null}
          {hasMore ? (
            <Button hotkey="PageDown" icon="right" onClick={() => page(offset + PAGE)}>
              {t('month.rows.next')}
            </Button>
          ) : null}
          <Button hotkey="Esc" onClick={onBack} data-testid="rows-back">
            {t('month.rows.back')}
          </Button>
        </div>
      </header>
      {data ? null : <NotThere error={error} onRetry={() => void refetch()} />}
      {data && data.lines.length === 0 ? <p>{t('month.rows.none')}</p> : null}
      {data && data.lines.length > 0 ? <RowsTable key={offset} lines={data.lines} report={report} /> : null}
    </section>
  );
}

const COLUMNS = ['day', 'slip', 'patient', 'service', 'payer', 'case', 'amount', 'claim', 'sync'] as const;

function RowsTable({ lines, report }: { lines: MonthLine[]; report: MonthReport | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { href } = useLocation();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState(0);
  useEffect(() => table.current?.querySelector<HTMLElement>('tbody tr')?.focus(), []);
  const open = ({ claimId, visitId, serviceDate: day }: MonthLine) =>
    void (claimId === null
      ? navigate({ to: '/today', search: { day, visit: visitId } })
      : navigate({ to: '/claims', search: { claim: claimId, day, from: href } }));
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[at];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter' && line) open(line);
    else if (by === undefined) return;
    else {
      const rows = table.current?.querySelectorAll<HTMLElement>('tbody tr');
      rows?.[Math.max(0, Math.min(at + by, lines.length - 1))]?.focus();
    }
    event.preventDefault();
  };
  return (
    <table ref={table} className={styles.list} aria-labelledby="rows-title">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`month.rows.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={onKeyDown}>
        {lines.map((line, index) => (
          <tr
            key={line.position}
            tabIndex={index === at ? 0 : -1}
            data-testid="month-row"
            onFocus={() => setAt(index)}
            onClick={() => open(line)}
          >
            <RowCells line={line} report={report} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RowCells({ line, report }: { line: MonthLine; report: MonthReport | undefined }) {
  const { t } = useTranslation();
  const patient = usePatientWords();
  const language = useScreenLanguage();
  const { first, second } = patient.names(line);
  const { category, state } = line;
  const service = SERVICE_CATEGORIES.find((one) => one === line.service);
  const sync = (['waiting', 'accepted', 'needs-fixing', 'withdrawn'] as const).find((one) => one === line.syncState);
  return (
    <>
      <td className="nums">{shownDate(line.serviceDate)}</td>
      <td className="nums">{line.slipNumber}</td>
      <th scope="row">
        <b>{first}</b> <span className={styles.soft}>{second}</span>
      </th>
      <td>{service === undefined ? line.service : t(`words.category.${service}`)}</td>
      <td>{patient.payer(line.payer)}</td>
      <td>{category === null ? null : (report?.categoryWords[category]?.[language] ?? category)}</td>
      <td className={`${styles.number} nums`}>{state === null ? null : shownCount(line.amountRiel)}</td>
      <td className={styles.nowrap}>
        {state === null ? (
          <span className={styles.soft}>{t('month.rows.noClaim')}</span>
        ) : (
          <>
            <Icon name={CLAIM_SIGNS[state].icon} size={16} /> {t(`claims.state.${state}`)}
          </>
        )}
      </td>
      <td>{sync === undefined ? line.syncState : t(`words.syncState.${sync}`)}</td>
    </>
  );
}

const COVERS = ['eligible', 'provisional', 'review', 'not-eligible', 'other-scheme'] as const;

/** What a figure is of, in words. */
function useWishWords(report: MonthReport | undefined): (wish: RowsWish) => string {
  const { t } = useTranslation();
  const language = useScreenLanguage();
  return ({ day, payer, service, ageBand, sex, claimState, coverOutcome, isOverturned, isClaimed }) => {
    const knownPayer = PAYERS.find((one) => one === payer);
    const knownService = SERVICE_CATEGORIES.find((one) => one === service);
    const cover = COVERS.find((one) => one === coverOutcome);
    const parts = [
      day === undefined ? null : shownDate(day),
      knownPayer ? t(`words.payer.${knownPayer}`) : payer,
      knownService ? t(`words.category.${knownService}`) : service,
      ageBand === undefined
        ? null
        : (report?.ageBands.find(({ code }) => code === ageBand)?.words[language] ?? ageBand),
      sex ? t(`words.sex.${sex}`) : null,
      claimState ? t(`claims.state.${claimState}`) : null,
      cover ? t(`month.cover.${cover}`) : coverOutcome,
      isOverturned ? t('month.cover.overturned') : null,
      isClaimed ? t('month.rows.claimed') : null,
    ].filter((part) => typeof part === 'string');
    return parts.length === 0 ? t('month.rows.all') : parts.join(' · ');
  };
}
