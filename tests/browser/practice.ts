import { buildScreensWhenNeeded } from '../../build/screens.ts';
import { type DeskProcess, signedIn, startDesk } from '../support/desk-process.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';

export interface PracticeDesk extends DeskProcess {
  data: string;
  close(): Promise<void>;
}

/** A practice desk with a centre of its own, from which it has its list of members and its places. */
export async function openPracticeDesk(): Promise<PracticeDesk> {
  await buildScreensWhenNeeded();
  const data = newFolder('browser');
  const desk = await startDesk({ data });
  const clerk = await signedIn(desk);
  await until('the desk has what its centre gives', async () => {
    const { roster } = await clerk.ask('sync.status', {});
    const { places } = await clerk.ask('places.search', { text: 'Thmei' });
    return roster !== null && places.length > 0;
  });
  await clerk.ask('staff.signOut', {});
  return {
    ...desk,
    data,
    async close() {
      await desk.stop();
      removeFolder(data);
    },
  };
}
