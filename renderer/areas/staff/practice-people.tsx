import { useTranslation } from 'react-i18next';
import { ROLES, type Role } from '../../../shared/base/permission.ts';
import type { About } from '../../../shared/desk/contract.ts';
import { Icon } from '../../ui/icon.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import styles from './sign-in.module.css';

type Person = About['people'][number];

/** The invented people of a practice desk, with their PINs in sight. */
export function PracticePeople(props: { people: Person[]; chosen: string; onChoose: (person: Person) => void }) {
  const { t } = useTranslation();
  const { people, chosen, onChoose } = props;
  useHotkeys(Object.fromEntries(people.map((person, index) => [String(index + 1), () => onChoose(person)])));
  return (
    <>
      <p className={styles.lead}>{t('shell.signIn.practiceLead')}</p>
      <div className={styles.people}>
        {people.map((person, index) => (
          <button
            key={person.name}
            type="button"
            className={styles.person}
            aria-pressed={person.name === chosen}
            onClick={() => onChoose(person)}
            data-testid={`person-${person.name}`}
          >
            <Icon name="person" size={30} />
            <b>{person.fullName}</b>
            <span>{isRole(person.role) ? t(`words.role.${person.role}`) : person.role}</span>
            <span className={styles.pin}>{t('shell.signIn.pinShown', { pin: person.pin })}</span>
            <KeyCap>{String(index + 1)}</KeyCap>
          </button>
        ))}
      </div>
    </>
  );
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
