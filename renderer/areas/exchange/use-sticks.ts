import { useState } from 'react';
import type { AskOutput, AskReply } from '../../client/client.ts';
import { useClient } from '../../client/client-context.tsx';
import { type Command, useCommand } from '../../client/use-command.ts';
import { saveFile } from '../../ui/save-file.ts';

export interface Sticks {
  make: () => void;
  isMaking: boolean;
  making: Command<'sticks.export'>;
  made: AskOutput<'sticks.export'> | null;
  /** A file that was made and that the browser could not fetch. */
  hasFailedFetch: boolean;
  /** Saves the file of an earlier stick once more. */
  saveAgain: (stick: { number: number; fileName: string }) => void;
  saving: Command<'sticks.save'>;
  readAnswer: (file: Blob | null) => void;
  isReading: boolean;
  answer: AskReply<'sticks.import'> | null;
}

/** A stick there and back. In the window the desk opens the dialogues; in a browser the files come and go through it. */
export function useSticks(place: 'window' | 'browser'): Sticks {
  const client = useClient();
  const making = useCommand('sticks.export', { retries: false });
  const saving = useCommand('sticks.save', { retries: false });
  const [made, setMade] = useState<AskOutput<'sticks.export'> | null>(null);
  const [hasFailedFetch, setFailedFetch] = useState(false);
  const [isReading, setReading] = useState(false);
  const [answer, setAnswer] = useState<AskReply<'sticks.import'> | null>(null);

  const fetchStick = async (fileName: string) => {
    const file = await client.fetchStick(fileName);
    setFailedFetch(file === null);
    if (file) saveFile(file, fileName);
  };
  const make = async () => {
    setMade(null);
    setAnswer(null);
    const done = await making.run({});
    if (!done) return;
    setMade(done);
    if (done.savedAs === null) await fetchStick(done.fileName);
  };
  const readAnswer = async (file: Blob | null) => {
    setAnswer(null);
    setMade(null);
    setReading(true);
    setAnswer(file ? await client.sendAnswer(file) : await client.ask('sticks.import', { upload: null }));
    setReading(false);
  };
  return {
    ...{ making, made, hasFailedFetch, saving, isReading, answer },
    make: () => void make(),
    isMaking: making.isBusy,
    saveAgain: ({ number, fileName }) => void (place === 'window' ? saving.run({ number }) : fetchStick(fileName)),
    readAnswer: (file) => void readAnswer(file),
  };
}
