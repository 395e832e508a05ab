/** DESK-NUMBER of the day, like 1-017, as it stands on a slip. */
export function slipNumberOf(deskNumber: number, dayNumber: number): string {
  return `${deskNumber}-${String(dayNumber).padStart(3, '0')}`;
}
