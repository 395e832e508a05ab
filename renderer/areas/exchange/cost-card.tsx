import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toAsciiDigits } from '../../../shared/base/text.ts';
import type { LineCost } from '../../../shared/exchange/line.record.ts';
import { LINE_PURPOSES } from '../../../shared/facility/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { shownBytes, shownCount, shownDate } from '../../ui/dates.ts';
import { TextField } from '../../ui/fields.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { useMay } from '../staff/session.tsx';
import styles from './sync.module.css';

const RIEL_MAX = 1_000_000;

/** What the line has cost this month: how much went up and down, for what, and in riel where a price is known. */
export function CostCard({ cost }: { cost: LineCost }) {
  const { t } = useTranslation();
  const mayManage = useMay('manage');
  const [isSetting, setSetting] = useState(false);
  return (
    <section className={styles.card} tabIndex={-1} data-part="meter" aria-labelledby="cost-title" data-testid="cost">
      <h2 id="cost-title">
        {t('sync.cost.title', { month: shownDate(cost.month) })}
        {cost.riel === null ? null : (
          <span className="nums"> · {t('sync.cost.riel', { n: shownCount(cost.riel) })}</span>
        )}
      </h2>
      <p className="nums">
        <b>↑ {shownBytes(cost.sent)}</b> {t('sync.cost.up')} · <b>↓ {shownBytes(cost.received)}</b>{' '}
        {t('sync.cost.down')}
      </p>
      <dl className={styles.facts}>
        {LINE_PURPOSES.map((purpose) => (
          <div key={purpose}>
            <dt>{t(`sync.cost.by.${purpose}`)}</dt>
            <dd className="nums">{shownBytes(cost.by[purpose].sent + cost.by[purpose].received)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('sync.cost.priceLabel')}</dt>
          <dd className="nums">
            {cost.rielPerMb === null ? t('sync.cost.noPrice') : t('sync.cost.riel', { n: shownCount(cost.rielPerMb) })}
          </dd>
        </div>
      </dl>
      {mayManage && !isSetting ? (
        <div>
          <Button kind="quiet" onClick={() => setSetting(true)} data-testid="set-price">
            {t('sync.cost.set')}
          </Button>
        </div>
      ) : null}
      {isSetting ? <PriceForm rielPerMb={cost.rielPerMb} onDone={() => setSetting(false)} /> : null}
    </section>
  );
}

function PriceForm({ rielPerMb, onDone }: { rielPerMb: number | null; onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => (rielPerMb === null ? '' : String(rielPerMb)));
  const [isWrong, setWrong] = useState(false);
  const save = useCommand('desk.setLinePrice');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    // The card stands low: what is said below the box must not be hidden behind the foot.
    if (isWrong) box.current?.form?.scrollIntoView({ block: 'nearest' });
  }, [isWrong]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const digits = toAsciiDigits(text).replace(/[\s,.]/g, '');
    const price = digits === '' ? null : Number(digits);
    const isPrice = price === null || (/^\d+$/.test(digits) && price <= RIEL_MAX);
    setWrong(!isPrice);
    if (isPrice && (await save.run({ rielPerMb: price }))) onDone();
  };
  return (
    <form className={styles.price} noValidate onSubmit={(event) => void submit(event)}>
      <TextField
        ref={box}
        label={t('sync.cost.priceLabel')}
        inputMode="numeric"
        value={text}
        error={isWrong ? t('sync.cost.priceWrong') : null}
        data-testid="price"
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" hotkey="Enter" isBusy={save.isBusy}>
        {t('sync.cost.save')}
      </Button>
      <CommandNotice command={save} />
    </form>
  );
}
