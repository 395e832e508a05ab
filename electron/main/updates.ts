import type { Log } from '../../shared/wire/act.ts';

/**
 * Updates are off unless whoever runs the installation asks for them: a desk sends nothing anywhere on its own, and
 * most facilities are updated from a USB stick. `TONLE_UPDATES_URL` names an https folder made by electron-builder;
 * a new version is then fetched and installed when the program is next closed. Nothing of this is visible to the page.
 */
export async function startUpdates(options: { isPackaged: boolean; url: string | undefined; log: Log }): Promise<void> {
  const { log, url } = options;
  if (!options.isPackaged || url === undefined || url === '') return;
  if (URL.parse(url)?.protocol !== 'https:') {
    log('updates-refused', { reason: 'TONLE_UPDATES_URL is not an https address' });
    return;
  }
  const { default: updater } = await import('electron-updater');
  updater.autoUpdater.autoDownload = true;
  updater.autoUpdater.autoInstallOnAppQuit = true;
  updater.autoUpdater.logger = null;
  updater.autoUpdater.on('error', (error) => log('update-failed', { message: error.message }));
  updater.autoUpdater.on('update-downloaded', (info) => log('update-ready', { version: info.version }));
  updater.autoUpdater.setFeedURL({ provider: 'generic', url });
  await updater.autoUpdater.checkForUpdates();
}
