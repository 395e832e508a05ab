import { useLocation, useNavigate } from '@tanstack/react-router';
import { EMPTY_DRAFT } from '../areas/patients/patient-draft.ts';
import { useMay, useSeesQuality } from '../areas/staff/session.tsx';
import { useDesk } from '../areas/visits/desk-state.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { useWedge } from '../ui/use-wedge.ts';

/** Keys and scans that work on every screen. On the desk itself F2 and the new patient are the desk's own. */
export function ScreenKeys() {
  const navigate = useNavigate();
  const isAtDesk = useLocation().pathname === '/';
  const mayRegister = useMay('register');
  const seesQuality = useSeesQuality();
  const seesMonth = useMay('see-reports');
  const desk = useDesk();
  const newPatient = () => {
    if (desk.draft === null) desk.setDraft(EMPTY_DRAFT);
    desk.setPane({ at: 'form' });
    void navigate({ to: '/' });
  };
  useWedge((text) => {
    // The sheet of keys would keep the focus to itself.
    document.querySelector<HTMLDialogElement>('dialog[open]')?.close();
    desk.takeCard(text, 'scanned');
    void navigate({ to: '/' });
  });
  useHotkeys({
    'alt+1': () => void navigate({ to: '/' }),
    'alt+2': () => void navigate({ to: '/today' }),
    'alt+3': () => void navigate({ to: '/fix' }),
    'alt+4': () => void navigate({ to: '/sync' }),
    'alt+5': () => void navigate({ to: '/answers' }),
    'alt+6': () => void navigate({ to: '/claims' }),
    ...(seesMonth ? { 'alt+7': () => void navigate({ to: '/month' }) } : {}),
    ...(seesQuality ? { 'alt+8': () => void navigate({ to: '/quality' }) } : {}),
  });
  useHotkeys(
    {
      f2: () => {
        if (desk.pane.at === 'patient') desk.setPane({ ...desk.pane, isFromElsewhere: false });
        void navigate({ to: '/' });
      },
      ...(mayRegister ? { 'ctrl+n': newPatient, 'alt+n': newPatient } : {}),
    },
    !isAtDesk,
  );
  return null;
}
