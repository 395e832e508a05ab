import { createHashHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { isDay, isMonth } from '../../shared/base/time.ts';
import { type RowsWish, rowsWish } from '../../shared/month/record.ts';
import { ClaimsScreen } from '../areas/claims/claims-screen.tsx';
import { QualityScreen } from '../areas/eligibility/quality-screen.tsx';
import { FixScreen } from '../areas/exchange/fix-screen.tsx';
import { SyncScreen } from '../areas/exchange/sync-screen.tsx';
import { MonthScreen } from '../areas/month/month-screen.tsx';
import { AnswersScreen } from '../areas/visits/answers-screen.tsx';
import { DeskScreen } from '../areas/visits/desk-screen.tsx';
import { TodayScreen } from '../areas/visits/today-screen.tsx';
import { Door } from './door.tsx';
import { Stumbled } from './stumbled.tsx';

const SYNC_PARTS = ['link', 'counts', 'waiting', 'sticks', 'meter'] as const;
type SyncPart = (typeof SYNC_PARTS)[number];

const root = createRootRoute({ component: Door, errorComponent: Stumbled });
const desk = createRoute({ getParentRoute: () => root, path: '/', component: DeskScreen });
const today = createRoute({
  getParentRoute: () => root,
  path: '/today',
  component: TodayScreen,
  validateSearch: (search): { day?: string; visit?: string } => ({
    ...named('day', search, isDay),
    ...named('visit', search),
  }),
});
const fix = createRoute({
  getParentRoute: () => root,
  path: '/fix',
  component: FixScreen,
  validateSearch: (search): { record?: string } => {
    const record = search['record'];
    return typeof record === 'string' ? { record } : {};
  },
});
const sync = createRoute({
  getParentRoute: () => root,
  path: '/sync',
  component: SyncScreen,
  validateSearch: (search): { part?: SyncPart } => {
    const part = SYNC_PARTS.find((one) => one === search['part']);
    return part ? { part } : {};
  },
});
const answers = createRoute({ getParentRoute: () => root, path: '/answers', component: AnswersScreen });
const claims = createRoute({
  getParentRoute: () => root,
  path: '/claims',
  component: ClaimsScreen,
  // `from` is the address of the screen that led here and is gone back to.
  validateSearch: (search): { claim?: string; day?: string; month?: string; show?: string; from?: string } => ({
    ...named('claim', search),
    ...named('day', search, isDay),
    ...named('month', search, isMonth),
    ...named('show', search),
    ...named('from', search, (from) => /^\/(today|month)(\?|$)/.test(from)),
  }),
});
const month = createRoute({
  getParentRoute: () => root,
  path: '/month',
  component: MonthScreen,
  // `rows` is the figure whose rows are looked at.
  validateSearch: (search): { month?: string; rows?: RowsWish; offset?: number } => {
    const rows = rowsWish.safeParse(search['rows']);
    const offset = Number(search['offset'] ?? 0);
    return {
      ...named('month', search, isMonth),
      ...(rows.success ? { rows: rows.data } : {}),
      ...(Number.isInteger(offset) && offset > 0 ? { offset } : {}),
    };
  },
});
const quality = createRoute({ getParentRoute: () => root, path: '/quality', component: QualityScreen });
const tree = root.addChildren([desk, today, fix, sync, answers, claims, month, quality]);

/** One text of an address, where it is there and is what it should be. */
function named<Name extends string>(
  name: Name,
  search: Record<string, unknown>,
  isRight: (text: string) => boolean = () => true,
): Partial<Record<Name, string>> {
  const text = search[name];
  return typeof text === 'string' && isRight(text) ? ({ [name]: text } as Record<Name, string>) : {};
}

/** The screens behind the door. Addresses stand behind #, so that they work under app:// and http:// alike. */
export function createRoutes() {
  return createRouter({
    routeTree: tree,
    history: createHashHistory(),
    defaultErrorComponent: Stumbled,
    defaultNotFoundComponent: DeskScreen,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createRoutes>;
  }
}
