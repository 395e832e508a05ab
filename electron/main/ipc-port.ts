import type { IpcMain, WebFrameMain } from 'electron';
import type { Log } from '../../shared/wire/act.ts';
import type { FaultCode, Reply } from '../../shared/wire/errors.ts';
import type { Serve } from '../../shared/wire/serve.ts';
import { REQUEST_BYTES_MAX } from '../node/http-port.ts';
import { isOurPage } from './origin.ts';

const fault = (code: FaultCode, sentence: string): Reply => ({
  id: null,
  ok: false,
  fault: { code, sentence, field: null },
});

/** Whether a message comes from the page itself: not from a frame inside it, not from a page that is gone or foreign. */
export function isFromOurPage(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isOurPage(frame.url);
}

/** The ask out of the text that crossed (with its session inside, as the renderer sent it), or the fault that says why there is none. */
export function readMessage(message: unknown): { request: unknown } | { refused: Reply } {
  if (typeof message !== 'string')
    return { refused: fault('invalid', 'The request is not well-formed JSON. Nothing was written.') };
  if (message.length > REQUEST_BYTES_MAX || Buffer.byteLength(message) > REQUEST_BYTES_MAX) {
    return {
      refused: fault('too-large', `A request may have ${REQUEST_BYTES_MAX / 1024} kB at most. Nothing was written.`),
    };
  }
  try {
    return { request: JSON.parse(message) };
  } catch {
    return { refused: fault('invalid', 'The request is not well-formed JSON. Nothing was written.') };
  }
}

/** The Electron port: as over HTTP, an ask comes in as JSON, `serve` answers it and the reply goes back. */
export function openIpcPort(options: { ipcMain: Pick<IpcMain, 'handle'>; serve: Serve; log: Log }): void {
  options.ipcMain.handle('tonle:ask', async (event, message: unknown): Promise<Reply> => {
    if (!isFromOurPage(event.senderFrame)) {
      options.log('message-refused', { contents: event.sender.id });
      return fault('forbidden', 'Only the screens of Tonle may ask.');
    }
    const read = readMessage(message);
    return 'refused' in read ? read.refused : options.serve(read.request);
  });
}
