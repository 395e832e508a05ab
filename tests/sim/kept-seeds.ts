import type { Step } from './steps.ts';

/** A seed that has failed at some time, with as few of its steps as still failed. It runs before all others. */
export interface KeptSeed {
  seed: number;
  /** What was wrong when it failed. */
  why: string;
  steps: readonly Step[];
}

export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    seed: 9,
    why: 'A revoked desk that was restored from a copy was fenced off instead of heard, and never got rid of what waited.',
    steps: [
      { kind: 'work', which: 191_770, roll: 111_763 },
      { kind: 'revoke', which: 531_256, roll: 953_094 },
      { kind: 'backup', which: 941_694, roll: 82_960 },
      { kind: 'restore', which: 461_632, roll: 180_351 },
      { kind: 'stick-out', which: 473_114, roll: 907_773 },
      { kind: 'restore', which: 143_252, roll: 357_578 },
      { kind: 'stick-in', which: 321_321, roll: 716_796 },
    ],
  },
  {
    seed: 10,
    why: 'A patient was corrected at one desk and withdrawn at another in the same version.',
    steps: [
      { kind: 'work', which: 83_561, roll: 34_126 },
      { kind: 'sync', which: 342_331, roll: 383_990 },
      { kind: 'carry', which: 45_862, roll: 512_709 },
      { kind: 'sync', which: 941_280, roll: 576_285 },
      { kind: 'carry', which: 637_955, roll: 796_503 },
      { kind: 'carry', which: 411_205, roll: 98_204 },
      { kind: 'work', which: 638_110, roll: 463_058 },
      { kind: 'work', which: 401_307, roll: 580_206 },
    ],
  },
  {
    seed: 1_054,
    why: 'A PC was restored twice from one backup, and what the centre had refused in between was in nobody’s list.',
    steps: [
      { kind: 'backup', which: 720_240, roll: 710_559 },
      { kind: 'work', which: 90_732, roll: 394_602 },
      { kind: 'wait', which: 276_637, roll: 288_712 },
      { kind: 'lose', which: 215_635, roll: 873_868 },
      { kind: 'restore', which: 628_189, roll: 596_958 },
      { kind: 'carry', which: 930_338, roll: 863_043 },
      { kind: 'sync', which: 421_122, roll: 279_837 },
      { kind: 'work', which: 613_914, roll: 37_395 },
      { kind: 'carry', which: 688_962, roll: 685_134 },
      { kind: 'carry', which: 641_354, roll: 459_127 },
      { kind: 'carry', which: 262_882, roll: 879_386 },
      { kind: 'carry', which: 252_531, roll: 26_991 },
      { kind: 'restore', which: 773_249, roll: 419_761 },
    ],
  },
  {
    seed: 20_260_319,
    why: 'A copy of a copy got the name that the first copy had just been given, and was refused for ever for its other key.',
    steps: [
      { kind: 'backup', which: 221_701, roll: 486_831 },
      { kind: 'backup', which: 128_077, roll: 455_577 },
      { kind: 'restore', which: 982_820, roll: 939_152 },
      { kind: 'clone', which: 186_825, roll: 207_536 },
      { kind: 'clone', which: 632_002, roll: 19_935 },
      { kind: 'backup', which: 723_225, roll: 141_701 },
      { kind: 'work', which: 558_473, roll: 927_585 },
      { kind: 'sync', which: 618_247, roll: 211_449 },
      { kind: 'carry', which: 224_458, roll: 700_454 },
      { kind: 'clone', which: 989_900, roll: 289_035 },
    ],
  },
  {
    seed: 20_260_332,
    why: 'Two copies ran at once and one of them had nothing to say, so that it was not known for a copy until it started again.',
    steps: [
      { kind: 'backup', which: 780_188, roll: 852_134 },
      { kind: 'clone', which: 237_225, roll: 676_003 },
      { kind: 'work', which: 728_683, roll: 385_568 },
    ],
  },
];
