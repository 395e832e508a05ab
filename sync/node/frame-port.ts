import { packInPlace } from '../protocol/packing.ts';
import { createFrameTools } from './frame-tools.ts';
import { newSigningKeys, signerOf } from './signatures.ts';

/** How a desk's batches are packed and signed, all of it in this thread. */
export function framesInPlace() {
  const tools = createFrameTools();
  return { tools, packing: packInPlace(tools), newKeys: newSigningKeys, signerOf };
}
