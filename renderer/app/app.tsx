import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/mantine.css';
import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { i18n as I18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { SessionProvider } from '../areas/staff/session.tsx';
import type { Client } from '../client/client.ts';
import { ClientProvider } from '../client/client-context.tsx';
import type { Drafts } from '../client/local-db.ts';
import { isUnavailable } from '../client/use-ask.ts';
import { createRoutes } from './routes.tsx';

const RETRY_LONGEST_MS = 3_000;
const THEME = createTheme({ fontFamily: 'var(--font)', defaultRadius: 8, respectReducedMotion: true });

/** The desk never sees the network itself, so nothing here asks the browser whether it is online. */
function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        refetchOnWindowFocus: false,
        staleTime: 10_000,
        retry: (_count, error) => isUnavailable(error),
        retryDelay: (count) => Math.min(300 * 2 ** count, RETRY_LONGEST_MS),
      },
      mutations: { networkMode: 'always' },
    },
  });
}

const queries = createQueries();
const router = createRoutes();

export function App({ client, drafts, i18n }: { client: Client; drafts: Drafts; i18n: I18n }) {
  return (
    <ClientProvider client={client}>
      <QueryClientProvider client={queries}>
        <I18nextProvider i18n={i18n}>
          <MantineProvider theme={THEME} defaultColorScheme="auto">
            <SessionProvider drafts={drafts}>
              <RouterProvider router={router} />
            </SessionProvider>
          </MantineProvider>
        </I18nextProvider>
      </QueryClientProvider>
    </ClientProvider>
  );
}
