import { monthCloseJob } from '../../../shared/month/keep-store.ts';
import { monthLinesJob } from '../../../shared/month/lines-store.ts';
import { monthCountJob, monthReportJob } from '../../../shared/month/report-store.ts';
import { exportJob } from '../exports/job.ts';
import type { AnyJob } from './answer.ts';

/** Everything that the reading threads can do. */
export const READING_JOBS: readonly AnyJob[] = [monthReportJob, monthCountJob, monthLinesJob, monthCloseJob, exportJob];
