import type { AskRefusal } from '../../client/client.ts';
import type { Command } from '../../client/use-command.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { SamePerson } from './same-person.tsx';
import { AT_FIELDS } from './use-field-errors.ts';

interface FormObstaclesProps<N extends 'patients.register' | 'patients.correct'> {
  command: Command<N>;
  similar: AskRefusal | null;
  onOpen: (patientId: string) => void;
  onSomebodyElse: () => void;
}

/** What the desk said of a patient's form as a whole; what it said of one field stands at that field. */
export function FormObstacles<N extends 'patients.register' | 'patients.correct'>(props: FormObstaclesProps<N>) {
  const { command, similar, onOpen, onSomebodyElse } = props;
  return (
    <>
      {similar ? (
        <SamePerson
          code={similar.code}
          patientId={String(similar.details['patientId'] ?? '')}
          onOpen={onOpen}
          onSomebodyElse={onSomebodyElse}
        />
      ) : null}
      <CommandNotice command={command} handled={[...AT_FIELDS, ...(similar ? [similar.code] : [])]} />
    </>
  );
}
