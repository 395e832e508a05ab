import { answerReadings } from './answer.ts';
import { READING_JOBS } from './jobs.ts';

/** The program of a reading thread. */
answerReadings(READING_JOBS);
