import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { About } from '../../shared/desk/contract.ts';
import { useClaimsToFix } from '../areas/claims/use-claims-to-fix.ts';
import { useTray } from '../areas/exchange/use-tray.ts';
import { placeName } from '../areas/facility/place-name.ts';
import { useMay, useSeesQuality, useSession } from '../areas/staff/session.tsx';
import { useAsk } from '../client/use-ask.ts';
import styles from './header.module.css';
import { LANGUAGE_NAMES, type Language } from './i18n.ts';
import { KeysHelp } from './keys-help.tsx';

const SCREENS = [
  { to: '/', name: 'desk', hotkey: 'Alt 1' },
  { to: '/today', name: 'today', hotkey: 'Alt 2' },
  { to: '/fix', name: 'fix', hotkey: 'Alt 3' },
  { to: '/sync', name: 'sync', hotkey: 'Alt 4' },
  { to: '/answers', name: 'answers', hotkey: 'Alt 5' },
  { to: '/claims', name: 'claims', hotkey: 'Alt 6' },
  { to: '/month', name: 'month', hotkey: 'Alt 7' },
  { to: '/quality', name: 'quality', hotkey: 'Alt 8' },
] as const;

/** Where one is, at which facility, as whom; the languages; help. */
export function Header({ about, isClosed = false }: { about: About; isClosed?: boolean }) {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const { leave } = session;
  const staff = isClosed ? null : session.staff;
  const { facility } = about;
  return (
    <header className={styles.bar}>
      <button type="button" className={styles.skip} onClick={toContent}>
        {t('shell.skip')}
      </button>
      <b className={styles.name} translate="no">
        <svg width="26" height="20" viewBox="4 8 24 18" aria-hidden="true">
          <path
            d="M5 13c4-4 7-4 11 0s7 4 11 0M5 20c4-4 7-4 11 0s7 4 11 0"
            fill="none"
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="round"
          />
        </svg>
        Tonle
      </b>
      {about.mode === 'practice' ? <span className={styles.practice}>{t('shell.practice.badge')}</span> : null}
      {staff ? <Screens /> : null}
      <div className={styles.right}>
        {facility && !staff ? <span className={styles.facility}>{placeName(facility, i18n.language)}</span> : null}
        {staff ? <span className={styles.person}>{staff.fullName}</span> : null}
        {/* biome-ignore lint/a11y/useSemanticElements: three buttons, not a fieldset of a form. */}
        <div className={styles.languages} role="group" aria-label={t('shell.language')}>
          {(Object.keys(LANGUAGE_NAMES) as Language[]).map((language) => (
            <button
              key={language}
              type="button"
              lang={language}
              aria-pressed={i18n.language === language}
              onClick={() => void i18n.changeLanguage(language)}
              data-testid={`language-${language}`}
            >
              {LANGUAGE_NAMES[language]}
            </button>
          ))}
        </div>
        {staff ? <KeysHelp /> : null}
        {staff ? (
          <button type="button" className={styles.plain} onClick={leave} data-testid="sign-out">
            {t('shell.signOut')}
          </button>
        ) : null}
      </div>
    </header>
  );
}

/** The screens that this person sees, and what waits on them. */
function Screens() {
  const { t } = useTranslation();
  const seesQuality = useSeesQuality();
  const seesMonth = useMay('see-reports');
  const isFor = { quality: seesQuality, month: seesMonth } as Partial<Record<string, boolean>>;
  return (
    <nav className={styles.nav} aria-label={t('shell.nav.label')}>
      {SCREENS.filter(({ name }) => isFor[name] ?? true).map(({ to, name, hotkey }) => (
        <Link
          key={to}
          to={to}
          className={styles.screen}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ exact: true, includeSearch: false }}
          aria-keyshortcuts={hotkey.replace(' ', '+')}
          title={hotkey}
          data-testid={`nav-${name}`}
        >
          {t(`shell.nav.${name}`)}
          {name === 'fix' ? <FixCount /> : null}
          {name === 'answers' ? <AnswersCount /> : null}
          {name === 'claims' ? <ClaimsCount /> : null}
        </Link>
      ))}
    </nav>
  );
}

function FixCount() {
  const { t } = useTranslation();
  const { count } = useTray();
  return count > 0 ? (
    <span className={styles.fix} data-testid="fix-count">
      <span aria-hidden="true" className="nums">
        {count}
      </span>
      <span className="hidden">{t('fix.count', { n: count })}</span>
    </span>
  ) : null;
}

function AnswersCount() {
  const { t } = useTranslation();
  const { data } = useAsk('eligibility.overturned', { limit: 1 });
  const unseen = data?.unseen ?? 0;
  return unseen > 0 ? (
    <span className={styles.fix} data-testid="answers-unseen">
      <span aria-hidden="true" className="nums">
        {unseen}
      </span>
      <span className="hidden">{t('answers.count', { n: unseen })}</span>
    </span>
  ) : null;
}

function ClaimsCount() {
  const { t } = useTranslation();
  const count = useClaimsToFix();
  return count > 0 ? (
    <span className={styles.fix} data-testid="claims-count">
      <span aria-hidden="true" className="nums">
        {count}
      </span>
      <span className="hidden">{t('claims.count', { n: count })}</span>
    </span>
  ) : null;
}

/** The address keeps its own meaning of #, so the skip button moves the focus itself. */
function toContent(): void {
  document.querySelector<HTMLElement>('main :is(input, button, select, a, [tabindex="0"])')?.focus();
}
