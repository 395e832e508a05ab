import { config } from 'zod';

/**
 * Imported before every schema. The page's policy forbids code made from text; without this the schemas would try once
 * whether it may be made, and each start would report a broken policy.
 */
config({ jitless: true });
