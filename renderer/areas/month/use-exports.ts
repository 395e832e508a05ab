import { useEffect, useRef, useState } from 'react';
import type { ExportKind, ExportState } from '../../../shared/month/contract.ts';
import { useClient } from '../../client/client-context.tsx';
import { useAsk } from '../../client/use-ask.ts';
import { type Command, useCommand } from '../../client/use-command.ts';
import { saveFile } from '../../ui/save-file.ts';

const LOOK_AGAIN_MS = 300;

export interface MonthFiles {
  list: ExportState[];
  running: ExportState | null;
  /** What became of the file that was begun on this screen last. */
  last: ExportState | null;
  start: (kind: ExportKind) => void;
  starting: Command<'exports.start'>;
  cancel: (file: ExportState) => void;
  cancelling: Command<'exports.cancel'>;
  /** Hands a file of the list to the browser once more. */
  saveAgain: (file: ExportState) => void;
  hasFailedFetch: boolean;
}

/** Files of a month. In the window the desk asks for a place; in a browser each file is fetched as soon as it is done. */
export function useExports(month: string): MonthFiles {
  const client = useClient();
  const [isWaiting, setWaiting] = useState(false);
  const { data, refetch } = useAsk('exports.list', {}, isWaiting ? { refetchMs: LOOK_AGAIN_MS } : {});
  const starting = useCommand('exports.start', { retries: false });
  const cancelling = useCommand('exports.cancel', { retries: false });
  const [lastId, setLastId] = useState<string | null>(null);
  const [hasFailedFetch, setFailedFetch] = useState(false);
  const fetched = useRef(new Set<string>());
  const list = data?.exports ?? [];
  const running = list.find(({ state }) => state === 'running') ?? null;
  const last = list.find(({ exportId }) => exportId === lastId) ?? null;
  const isRunning = running !== null;
  useEffect(() => setWaiting(isRunning), [isRunning]);
  // A small file may be done before it was ever seen running.
  const isLastOver = last !== null && last.state !== 'running';
  useEffect(() => {
    if (isLastOver) setWaiting(false);
  }, [isLastOver]);

  const fetchIt = async ({ exportId, fileName }: ExportState) => {
    const file = await client.fetchExport(exportId);
    setFailedFetch(file === null);
    if (file) saveFile(file, fileName);
  };
  const latest = useRef(fetchIt);
  useEffect(() => {
    latest.current = fetchIt;
  });
  useEffect(() => {
    if (last?.state !== 'done' || last.savedAs !== null || fetched.current.has(last.exportId)) return;
    fetched.current.add(last.exportId);
    void latest.current(last);
  }, [last]);
  return {
    ...{ list, running, last, starting, cancelling, hasFailedFetch },
    start(kind) {
      if (isRunning || starting.isBusy) return;
      setFailedFetch(false);
      setLastId(null);
      void starting.run({ month, kind }).then((begun) => {
        if (!begun) return;
        setLastId(begun.export.exportId);
        setWaiting(true);
        void refetch();
      });
    },
    cancel: ({ exportId }) => void cancelling.run({ exportId }).then(() => refetch()),
    saveAgain: (file) => void fetchIt(file),
  };
}
