/** Under which the centre's answers are remembered; together with the checks they are forgotten when the patient leaves. */
export const CONFIRM_KEY = 'desk-confirm';
