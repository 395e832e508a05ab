import { CHANGED_AREAS, createEvents, type Events } from '../../shared/wire/events.ts';
import type { Serve } from '../../shared/wire/serve.ts';
import { type Desk, type DeskOptions, openDesk } from './desk.ts';

export interface Door {
  serve: Serve;
  events: Pick<Events, 'listen'>;
  /** The desk that is open behind the door now. */
  desk(): Desk;
  close(): Promise<void>;
}

/**
 * What a shell holds on to: the same door stays when the desk behind it is exchanged for the practice one, so neither
 * the window nor the port has to be opened again.
 * @param practiceData the folder of the practice desk, never the one of the real desk
 */
export async function openDoor(options: Omit<DeskOptions, 'onStartPractice'>, practiceData: string): Promise<Door> {
  const events = createEvents();
  let current: Desk;
  let stopHearing: () => void = () => undefined;

  async function open(deskOptions: Omit<DeskOptions, 'onStartPractice'>): Promise<void> {
    const next = await openDesk({ ...deskOptions, onStartPractice: startPractice });
    stopHearing();
    current = next;
    stopHearing = current.events.listen(({ changed }) => events.emit(changed));
  }

  async function startPractice(): Promise<void> {
    const before = current;
    await open({ ...options, data: practiceData, isPractice: true });
    events.emit(CHANGED_AREAS);
    // The answer to the ask that wanted this is still on its way through the old desk.
    setTimeout(() => void before.close(), 1_000).unref();
  }

  await open(options);
  return {
    serve: (request, session) => current.serve(request, session),
    events,
    desk: () => current,
    async close() {
      stopHearing();
      await current.close();
    },
  };
}
