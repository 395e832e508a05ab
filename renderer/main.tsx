import './client/no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { must } from '../shared/base/assert.ts';
import { App } from './app/app.tsx';
import { createI18n } from './app/i18n.ts';
import { createClient } from './client/client.ts';
import { httpTransport } from './client/http-transport.ts';
import { ipcTransport } from './client/ipc-transport.ts';
import { createDrafts } from './client/local-db.ts';

// The only place that asks where it is: inside Electron there is a bridge, in a browser there is an address.
const transport = window.tonle ? ipcTransport(window.tonle) : httpTransport();

createRoot(must(document.getElementById('root'), 'the page has a root')).render(
  <StrictMode>
    <App client={createClient(transport)} drafts={createDrafts()} i18n={createI18n()} />
  </StrictMode>,
);
