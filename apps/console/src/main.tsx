import { createDOMRenderer, RendererProvider } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { styleNonce } from '#contract/console-page.ts';
import { queryClient } from './api/query-client.ts';
import { ThemedPage } from './app/themed-page.tsx';
import { router } from './app/router.tsx';
import { startLanguages } from './i18n/index.ts';
import { LanguageProvider } from './i18n/language-provider.tsx';
import './base.css';

const nonce = styleNonce(document);
const renderer = createDOMRenderer(document, nonce === undefined ? {} : { styleElementAttributes: { nonce } });

await startLanguages();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <RendererProvider renderer={renderer} targetDocument={document}>
      <QueryClientProvider client={queryClient}>
        <LanguageProvider><ThemedPage><RouterProvider router={router} /></ThemedPage></LanguageProvider>
      </QueryClientProvider>
    </RendererProvider>
  </StrictMode>,
);
