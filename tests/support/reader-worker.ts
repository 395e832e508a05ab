import { answerReadings } from '../../electron/node/reader/answer.ts';
import { READER_JOBS } from './reader-jobs.ts';

/** The program of a reading thread that can do what a test needs. */
answerReadings(READER_JOBS);
