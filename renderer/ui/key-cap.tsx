import styles from './key-cap.module.css';

/** The key that does the same as what it stands on. Screen readers learn it from `aria-keyshortcuts` instead. */
export function KeyCap({ children }: { children: string }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd takes no focus.
    <kbd className={styles.key} aria-hidden="true">
      {children}
    </kbd>
  );
}
