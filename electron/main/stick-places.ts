import { BrowserWindow, dialog } from 'electron';

const FILTERS = [{ name: 'Tonle', extensions: ['tonle'] }];

/** The system's own dialogs, before the window: where a file for the centre goes, and which answer is read. */
export const stickPlaces = {
  async chooseSave(fileName: string): Promise<string | null> {
    const [window] = BrowserWindow.getAllWindows();
    const options = { defaultPath: fileName, filters: FILTERS };
    const chosen = await (window === undefined
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
  },

  async chooseOpen(): Promise<string | null> {
    const [window] = BrowserWindow.getAllWindows();
    const options = { properties: ['openFile' as const], filters: FILTERS };
    const chosen = await (window === undefined
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
  },
};
