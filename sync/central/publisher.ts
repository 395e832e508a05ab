/** What an operator wishes of a publication of the national roster. */
export interface PublicationWish {
  /** Codes of the facilities that it is for; null for those of the publication before, or all. */
  facilities: string[] | null;
  /** A whole file even where a delta would do. */
  isWhole: boolean;
}

/** What was published. `isNew` is false where the register has not changed since the edition before. */
export interface Published {
  isNew: boolean;
  seq: number;
  rosterId: string;
  asOf: string;
  members: number;
  newlyDerived: number;
  /** Members of the register for whom the centre alone can answer: no birth date, no class left, or a tag that two share. */
  leftOut: number;
  full: { id: string; bytes: number } | null;
  /** Of the changes, so many are rules, each for a whole class of members. */
  delta: { id: string; bytes: number; changes: number; rules: number } | null;
}

/** Makes the national roster of the register as it is. One publication runs at a time; who asks meanwhile waits for it. */
export interface Publisher {
  /** Throws `CentreFault` where there is no complete register, or it is being imported. */
  publish(wish: PublicationWish): Promise<Published>;
  /**
   * Whether the next edition can go on from the newest one here: what it needs of that lies in the folder of the process
   * that made it. True where there is none yet.
   */
  isAtHome(): Promise<boolean>;
  close(): Promise<void>;
}
