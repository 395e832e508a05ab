import { BrowserWindow, dialog } from 'electron';

const filtersOf = (ending: string) => [{ name: 'Tonle', extensions: [ending] }];

/** The system's own dialogs, before the window: where a file goes that is made here, and which answer is read. */
export const stickPlaces = {
  async chooseSave(fileName: string): Promise<string | null> {
    const [window] = BrowserWindow.getAllWindows();
    const options = { defaultPath: fileName, filters: filtersOf(fileName.split('.').at(-1) ?? '') };
    const chosen = await (window === undefined
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
  },

  async chooseOpen(): Promise<string | null> {
    const [window] = BrowserWindow.getAllWindows();
    const options = { properties: ['openFile' as const], filters: filtersOf('tonle') };
    const chosen = await (window === undefined
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
  },
};
