import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, retainSearchParams } from '@tanstack/react-router';
import { isProblem } from '../api/client.ts';
import { onSignedOut } from '../api/signed-out.ts';
import { queryClient } from '../api/query-client.ts';
import { Loading } from '../components/states/states.tsx';
import { PageCrash, PageMissing } from './page-fallbacks.tsx';
import { parseSearch, type PageSearch, stringifySearch, validateSearch } from './search.ts';
import { sessionQuery } from './session.ts';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({
  component: Outlet,
  validateSearch,
  search: { middlewares: [retainSearchParams<PageSearch>(['environment'])] },
  notFoundComponent: PageMissing,
});

const signIn = createRoute({ getParentRoute: () => root, path: '/signin', component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage') });

/** Everything below is for people who are signed in; anyone else comes back here after signing in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  notFoundComponent: PageMissing,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery());
    } catch (error) {
      if (isProblem(error, 401)) throw redirect({ to: '/signin', search: (location.href === '/' ? {} : { next: location.href }) as PageSearch });
      throw error;
    }
  },
});

const overview = createRoute({ getParentRoute: () => shell, path: '/', component: lazyRouteComponent(() => import('../pages/overview/overview-page.tsx'), 'OverviewPage') });
const recommendations = createRoute({ getParentRoute: () => shell, path: '/recommendations', component: lazyRouteComponent(() => import('../pages/recommendations/recommendations-page.tsx'), 'RecommendationsPage') });
const recommendation = createRoute({ getParentRoute: () => shell, path: '/recommendations/$policy', component: lazyRouteComponent(() => import('../pages/recommendations/recommendation-page.tsx'), 'RecommendationPage') });

const inventory = createRoute({ getParentRoute: () => shell, path: '/inventory', component: lazyRouteComponent(() => import('../pages/inventory/inventory-page.tsx'), 'InventoryPage') });
const inventoryIndex = createRoute({ getParentRoute: () => inventory, path: '/', beforeLoad: () => { throw redirect({ to: '/inventory/$tab', params: { tab: 'environments' }, replace: true }); } });
const inventoryTab = createRoute({ getParentRoute: () => inventory, path: '/$tab', component: lazyRouteComponent(() => import('../pages/inventory/inventory-tab.tsx'), 'InventoryTab') });
const environment = createRoute({ getParentRoute: () => shell, path: '/environments/$environment', component: lazyRouteComponent(() => import('../pages/inventory/environment-page.tsx'), 'EnvironmentPage') });
const namespace = createRoute({ getParentRoute: () => shell, path: '/environments/$environment/namespaces/$namespace', component: lazyRouteComponent(() => import('../pages/inventory/namespace-page.tsx'), 'NamespacePage') });
const resource = createRoute({ getParentRoute: () => shell, path: '/resources/$resource', component: lazyRouteComponent(() => import('../pages/inventory/resource-page.tsx'), 'ResourcePage') });

const images = createRoute({ getParentRoute: () => shell, path: '/images', component: lazyRouteComponent(() => import('../pages/images/images-page.tsx'), 'ImagesPage') });
const image = createRoute({ getParentRoute: () => shell, path: '/images/$image', component: lazyRouteComponent(() => import('../pages/images/image-page.tsx'), 'ImagePage') });
const vulnerabilities = createRoute({ getParentRoute: () => shell, path: '/vulnerabilities', component: lazyRouteComponent(() => import('../pages/vulnerabilities/vulnerabilities-page.tsx'), 'VulnerabilitiesPage') });
const vulnerability = createRoute({ getParentRoute: () => shell, path: '/vulnerabilities/$vulnerability', component: lazyRouteComponent(() => import('../pages/vulnerabilities/vulnerability-page.tsx'), 'VulnerabilityPage') });
const softwareUpdate = createRoute({ getParentRoute: () => shell, path: '/software-updates/$ecosystem/$name', component: lazyRouteComponent(() => import('../pages/vulnerabilities/update-page.tsx'), 'UpdatePage') });

const initiatives = createRoute({ getParentRoute: () => shell, path: '/initiatives', component: lazyRouteComponent(() => import('../pages/initiatives/initiatives-page.tsx'), 'InitiativesPage') });
const initiative = createRoute({ getParentRoute: () => shell, path: '/initiatives/$initiative', component: lazyRouteComponent(() => import('../pages/initiatives/initiative-page.tsx'), 'InitiativePage') });
const policy = createRoute({ getParentRoute: () => shell, path: '/policies/$policy', component: lazyRouteComponent(() => import('../pages/initiatives/policy-page.tsx'), 'PolicyPage') });
const exemptions = createRoute({ getParentRoute: () => shell, path: '/exemptions', component: lazyRouteComponent(() => import('../pages/exemptions/exemptions-page.tsx'), 'ExemptionsPage') });

const settings = createRoute({ getParentRoute: () => shell, path: '/settings', component: lazyRouteComponent(() => import('../pages/settings/settings-page.tsx'), 'SettingsPage') });
const settingsIndex = createRoute({ getParentRoute: () => settings, path: '/', beforeLoad: () => { throw redirect({ to: '/settings/$tab', params: { tab: 'registries' }, replace: true }); } });
const registry = createRoute({ getParentRoute: () => shell, path: '/registries/$registry', component: lazyRouteComponent(() => import('../pages/registries/registry-page.tsx'), 'RegistryPage') });
const settingsTab = createRoute({ getParentRoute: () => settings, path: '/$tab', component: lazyRouteComponent(() => import('../pages/settings/settings-tab.tsx'), 'SettingsTab') });

/** Whatever has no page: said within the frame, so that the way back is there. */
const missing = createRoute({ getParentRoute: () => shell, path: '$', component: PageMissing });

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([
      overview, recommendations, recommendation,
      inventory.addChildren([inventoryIndex, inventoryTab]), environment, namespace, resource,
      images, image, vulnerabilities, vulnerability, softwareUpdate,
      initiatives, initiative, policy, exemptions, registry,
      settings.addChildren([settingsIndex, settingsTab]), missing,
    ]),
  ]),
  parseSearch, stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: PageCrash,
  defaultPendingComponent: Loading,
  defaultPendingMs: 150,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register { router: typeof router }
}

onSignedOut(() => {
  const { href, pathname } = router.state.location;
  if (pathname === '/signin') return;
  queryClient.clear();
  void router.navigate({ to: '/signin', search: { next: href, ended: '1' }, replace: true });
});
