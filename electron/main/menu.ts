import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The shortest menu that keeps the keys a clerk expects: copy and paste on every system, print, and the size of the
 * letters. Without a menu of its own Electron adds one with reload and developer tools.
 */
export function setMenu(options: { hasDevTools: boolean; isMac: boolean; print: () => void }): void {
  const app: MenuItemConstructorOptions = {
    label: 'Tonle',
    submenu: [
      { label: 'Print', accelerator: 'CommandOrControl+P', click: options.print },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(options.hasDevTools ? ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
    ],
  };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      app,
      { role: 'editMenu' },
      view,
      ...(options.isMac ? ([{ role: 'windowMenu' }] as const) : []),
    ]),
  );
}
