import { useTranslation } from 'react-i18next';
import { EXPORT_KINDS, type ExportState } from '../../../shared/month/contract.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { shownBytes, shownCount } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { useMonthName } from '../claims/use-month-name.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { shortDigest } from './figures.ts';
import styles from './month.module.css';
import { type MonthFiles, useExports } from './use-exports.ts';

const PROBLEMS = ['disk-full', 'not-written', 'failed'] as const;

/** The files of the month, each with its key; how far the one under way is, and where the last one went. */
export function FilesCard({ month }: { month: string }) {
  const { t } = useTranslation();
  const files = useExports(month);
  const isBusy = files.running !== null || files.starting.isBusy;
  useHotkeys(Object.fromEntries(EXPORT_KINDS.map((kind, index) => [String(index + 1), () => files.start(kind)])));
  return (
    <section className={styles.card} aria-labelledby="files" data-testid="month-files">
      <h2 id="files">{t('month.files.title')}</h2>
      <p className={styles.soft}>{t('month.files.lead')}</p>
      <div className={styles.kinds}>
        {EXPORT_KINDS.map((kind, index) => (
          <Button
            key={kind}
            hotkey={String(index + 1)}
            isBusy={isBusy}
            onClick={() => files.start(kind)}
            data-testid={`export-${kind}`}
          >
            {t(`month.files.kind.${kind}`)}
          </Button>
        ))}
      </div>
      {files.running ? <Progress file={files.running} files={files} /> : null}
      <Ended files={files} />
      <FileList files={files} />
    </section>
  );
}

function Progress({ file, files }: { file: ExportState; files: MonthFiles }) {
  const { t } = useTranslation();
  const kind = t(`month.files.short.${file.kind}`);
  return (
    <div className={styles.progress} role="status" data-testid="export-running">
      <span className="nums">
        {file.done === 0
          ? t('month.files.starting', { kind })
          : t('month.files.running', { kind, done: shownCount(file.done), of: shownCount(file.of) })}
      </span>
      <progress max={Math.max(1, file.of)} value={file.done} aria-label={kind} />
      <Button isBusy={files.cancelling.isBusy} onClick={() => files.cancel(file)} data-testid="export-cancel">
        {t('month.files.cancel')}
      </Button>
    </div>
  );
}

/** What became of the file that was begun last. */
function Ended({ files }: { files: MonthFiles }) {
  const { t } = useTranslation();
  const { last, hasFailedFetch } = files;
  const problem = PROBLEMS.find((one) => one === last?.problem) ?? 'failed';
  return (
    <>
      <CommandNotice command={files.starting} />
      <CommandNotice command={files.cancelling} handled={['not-running']} />
      {last?.state === 'done' && !hasFailedFetch ? (
        <Notice tone="ok" testId="export-done">
          <span>
            {last.savedAs === null
              ? t('month.files.downloaded', { name: last.fileName })
              : t('month.files.savedAs', { name: last.savedAs })}
          </span>
        </Notice>
      ) : null}
      {last?.state === 'cancelled' ? (
        <Notice tone="plain" testId="export-stopped">
          {t('month.files.stopped')}
        </Notice>
      ) : null}
      {last?.state === 'failed' || hasFailedFetch ? (
        <Notice tone="no" isUrgent testId="export-failed">
          {hasFailedFetch ? t('month.files.fetchFailed') : t(`month.files.problem.${problem}`)}
        </Notice>
      ) : null}
    </>
  );
}

function FileList({ files }: { files: MonthFiles }) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const ended = files.list.filter(({ state }) => state !== 'running');
  if (ended.length === 0) return null;
  return (
    <>
      <h3>{t('month.files.list')}</h3>
      <ul className={styles.files}>
        {ended.map((file) => (
          <li key={file.exportId} data-testid="export-file" data-state={file.state}>
            <b>
              {t(`month.files.short.${file.kind}`)} · {monthName(file.month)}
            </b>
            {file.state === 'done' ? (
              <span className={`${styles.soft} nums`} title={file.digest ?? ''}>
                {shownBytes(file.bytes ?? 0)} · {t('month.digest')} {shortDigest(file.digest ?? '')}
              </span>
            ) : (
              <Badge tone={file.state === 'failed' ? 'no' : 'plain'}>
                <Icon name={file.state === 'failed' ? 'warning' : 'cross'} size={16} />
                {t(file.state === 'failed' ? 'month.files.failed' : 'month.files.cancelled')}
              </Badge>
            )}
            {file.state === 'done' && file.savedAs === null ? (
              <Button kind="quiet" onClick={() => files.saveAgain(file)}>
                {t('month.files.again')}
              </Button>
            ) : (
              <span className={styles.soft}>{file.savedAs}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
