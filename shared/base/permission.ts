/** Who may do what: a role is a list of permissions, and an ask names the one it needs. */
export const ROLES = ['registrar', 'manager', 'nssf-officer'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = ['see-patients', 'register', 'see-sync', 'sync', 'see-reports', 'manage'] as const;
export type Permission = (typeof PERMISSIONS)[number];

const GRANTED: Record<Role, readonly Permission[]> = {
  registrar: ['see-patients', 'register', 'see-sync', 'sync'],
  manager: ['see-patients', 'register', 'see-sync', 'sync', 'see-reports', 'manage'],
  'nssf-officer': ['see-patients', 'see-sync', 'sync', 'see-reports'],
};

/** `anyone` needs no session; `signed-in` needs one; everything else needs a role that grants it. */
export type Allow = 'anyone' | 'signed-in' | Permission;

export function isGranted(role: Role, allow: Allow): boolean {
  if (allow === 'anyone' || allow === 'signed-in') return true;
  return GRANTED[role].includes(allow);
}
