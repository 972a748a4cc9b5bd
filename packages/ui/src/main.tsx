import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveProvider } from './api/live.tsx';
import { prefetch } from './api/prefetch.ts';
import { createQueryClient } from './api/query-client.ts';
import { Shell } from './shell/shell.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/plot.css';
import './releases/releases.css';
import './release/release.css';

const client = createQueryClient();
prefetch(client, window.location);
const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <LiveProvider>
          <CSPProvider disableStyleElements>
            <Shell />
          </CSPProvider>
        </LiveProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
