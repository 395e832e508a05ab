import { afterEach, describe, expect, it } from 'vitest';
import type { ChangedEvent } from '../../shared/wire/events.ts';
import { openTestDesk, type TestDesk } from '../support/desk.ts';
import { until } from '../support/until.ts';

const DARA = { nameLatin: 'Chan Dara', sex: 'male', birthDate: '1985', birthDatePrecision: 'year' } as const;

describe('what changed', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  it('is told after the commit, without data, and not for a refusal or a repeat', async () => {
    desk = await openTestDesk('memory');
    const clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    const heard: { event: ChangedEvent; patients: number; isInside: boolean }[] = [];
    desk.core.events.listen((event) => {
      let isInside = false;
      try {
        desk.db.write(() => undefined);
      } catch {
        isInside = true;
      }
      heard.push({ event, patients: Number(desk.db.get('SELECT count(*) AS n FROM patient')?.n), isInside });
    });
    await clerk.ask('patients.register', DARA, { id: 'one' });
    await clerk.ask('patients.register', DARA, { id: 'one' });
    await clerk.refused('patients.register', { ...DARA, nameLatin: null });
    await clerk.ask('patients.search', { text: 'dara' });
    expect(heard).toEqual([{ event: { changed: ['sync', 'patients'] }, patients: 1, isInside: false }]);
  });

  it('goes on for the others when one listener breaks', async () => {
    desk = await openTestDesk('memory');
    const clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    const heard: ChangedEvent[] = [];
    desk.core.events.listen(() => {
      throw new Error('a screen that is gone');
    });
    desk.core.events.listen((event) => heard.push(event));
    await clerk.ask('patients.register', DARA);
    expect(heard).toHaveLength(1);
  });

  it('streams to who is signed in, and ends with the desk', async () => {
    desk = await openTestDesk('http');
    const clerk = desk.clerk();
    expect((await fetch(`${desk.url}/events`)).status).toBe(401);
    await clerk.signIn('vanna', '481920');
    const response = await fetch(`${desk.url}/events`, { headers: { authorization: `Bearer ${clerk.session}` } });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    let text = '';
    const read = (async () => {
      for await (const piece of response.body ?? []) text += new TextDecoder().decode(piece);
    })();
    await clerk.ask('patients.register', { ...DARA, phone: '012 999 888' });
    await until('the change is streamed', () => text.includes('data:'));
    expect(text).toBe(': tonle\n\ndata: {"changed":["sync","patients"]}\n\n');
    await desk.close();
    await read.catch(() => undefined);
    desk = await openTestDesk('memory');
  });
});
