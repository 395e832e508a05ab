import { z } from 'zod';
import { referencePack } from '../../shared/claims/pack.record.ts';
import { publication, signedFile } from './signed-file.ts';

/** What the signature of a file of reference packs covers before its body. */
export const SIGNED_FOR_PACKS = 'tonle packs|';

export const packsFile = signedFile(4 * 1024 * 1024);
export type PacksFile = z.infer<typeof packsFile>;

export const packsBody = publication.extend({
  /** All that were ever in force: a claim is judged by the pack of its day and by no later one. */
  packs: z.array(referencePack).min(1).max(200),
});
export type PacksBody = z.infer<typeof packsBody>;
