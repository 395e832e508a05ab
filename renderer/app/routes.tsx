import { createHashHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { QualityScreen } from '../areas/eligibility/quality-screen.tsx';
import { FixScreen } from '../areas/exchange/fix-screen.tsx';
import { SyncScreen } from '../areas/exchange/sync-screen.tsx';
import { AnswersScreen } from '../areas/visits/answers-screen.tsx';
import { DeskScreen } from '../areas/visits/desk-screen.tsx';
import { TodayScreen } from '../areas/visits/today-screen.tsx';
import { Door } from './door.tsx';
import { Stumbled } from './stumbled.tsx';

const SYNC_PARTS = ['link', 'counts', 'waiting', 'sticks', 'meter'] as const;
type SyncPart = (typeof SYNC_PARTS)[number];

const root = createRootRoute({ component: Door, errorComponent: Stumbled });
const desk = createRoute({ getParentRoute: () => root, path: '/', component: DeskScreen });
const today = createRoute({ getParentRoute: () => root, path: '/today', component: TodayScreen });
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
const quality = createRoute({ getParentRoute: () => root, path: '/quality', component: QualityScreen });
const tree = root.addChildren([desk, today, fix, sync, answers, quality]);

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
