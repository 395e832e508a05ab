import { z } from 'zod';

/**
 * Dated data that the centre publishes and a desk judges by: one JSON line, gzipped as the other files are. `body` is JSON
 * text, and the signature (Ed25519, hex) covers the bytes of a purpose of the file's own followed by those of `body`.
 */
export function signedFile(charsMax: number) {
  return z.strictObject({ body: z.string().max(charsMax), signature: z.string().regex(/^[0-9a-f]{128}$/) });
}
export type SignedFile = z.infer<ReturnType<typeof signedFile>>;

/** What every such body begins with. */
export const publication = z.strictObject({
  id: z.string().min(1).max(80),
  /** Counts what a centre publishes; a desk never takes an older one. */
  seq: z.int().min(1),
  publishedAt: z.string(),
});
