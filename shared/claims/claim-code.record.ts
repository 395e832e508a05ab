/**
 * Every code that can keep a claim back or be the centre's reason. The numbers follow the Thai practice: C is corrected and
 * sent again, D is refused and may be appealed (domain 4 and 6.6; a list of the NSSF's own was not found).
 */
export interface ClaimCode {
  number: string;
  /** What the centre answers where it finds this. */
  answer: 'returned' | 'denied';
  /**
   * `holds`: the claim is not complete or not decided yet, so the centre answers nothing while this lasts.
   * `answers`: complete, and wrong.
   */
  atCentre: 'holds' | 'answers';
  /** Whether somebody at the desk can do something; `told`: the fault itself says it in `params.todo`. */
  needsPerson: boolean | 'told';
}

const held = (number: string, needsPerson: ClaimCode['needsPerson'] = true): ClaimCode => ({
  number,
  answer: 'returned',
  atCentre: 'holds',
  needsPerson,
});
const returned = (number: string): ClaimCode => ({
  number,
  answer: 'returned',
  atCentre: 'answers',
  needsPerson: true,
});
const denied = (number: string): ClaimCode => ({ number, answer: 'denied', atCentre: 'answers', needsPerson: true });

export const CLAIM_CODES = {
  'check-open': held('C001', 'told'),
  'no-rate': held('C002', 'told'),
  'amount-wrong': returned('C003'),
  'document-missing': held('C004'),
  'diagnosis-missing': held('C005'),
  'stay-missing': held('C006'),
  'stay-wrong': returned('C007'),
  'gestation-missing': held('C008'),
  'gestation-too-short': returned('C009'),
  'births-missing': held('C010'),
  'sex-wrong': returned('C011'),
  'category-twice': returned('C012'),
  'member-missing': held('C013'),
  'quantity-wrong': returned('C014'),
  'payer-other': returned('C015'),
  'visit-differs': returned('C016'),
  'card-shown': held('C017'),
  /** An officer's own; the words stand in the answer's note. */
  'see-note': returned('C090'),
  'line-twice': denied('D001'),
  'not-covered': denied('D002'),
  'too-late': denied('D003'),
  'visit-missing': denied('D004'),
  'month-closed': denied('D005'),
  refused: denied('D090'),
} as const satisfies Record<string, ClaimCode>;
export type ClaimFaultCode = keyof typeof CLAIM_CODES;

/** What a code says in a language, and what to do. `{document}` stands for the name of a document of the checklist. */
export interface ClaimWords {
  says: string;
  todo: string;
}
export type ClaimText = Record<ClaimFaultCode | 'unknown', ClaimWords>;
