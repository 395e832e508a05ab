import { z } from 'zod';
import { contract } from '../shared/contract.ts';
import type { Ask } from '../shared/wire/contract.ts';

/** Prints every ask of the contract with its input and output as JSON Schema, for whoever drives the desk from outside. */
const asks = Object.entries(contract as Record<string, Ask>).map(([name, ask]) => ({
  name,
  kind: ask.kind,
  allow: ask.allow,
  says: ask.says,
  input: z.toJSONSchema(ask.input, { io: 'input', unrepresentable: 'any' }),
  output: z.toJSONSchema(ask.output, { io: 'output', unrepresentable: 'any' }),
  refusals: ask.refusals,
}));

process.stdout.write(
  `${JSON.stringify(
    {
      ask: 'POST /ask with {"id","name","input"} as JSON; "Authorization: Bearer <session>" (or a member "session") from staff.signIn. The id is yours, new for every request; a command repeated with the same id is done once.',
      reply:
        '{"id","ok":true,"value"} or {"id","ok":false,"refusal":{code,sentence,field,details}} or {"id","ok":false,"fault":{code,sentence,field}}',
      asks,
    },
    null,
    2,
  )}\n`,
);
