/** Answers about registries from the made-up world, which actions change. */
import type { Handlers, RegistryRoute } from '../../apps/control-plane/handler.ts';
import type { Registry } from '#contract/types.ts';
import type { ImageWorld } from './image-world.ts';
import { must, page, type Publish } from './paging.ts';
import { ago } from './world.ts';

export function fakeRegistries(publish: Publish, { registries }: ImageWorld): Handlers<RegistryRoute> {
  const at = (id: string): Registry => must(registries.find((registry) => registry.id === id), `registry ${id}`);
  const changed = (registry: Registry): Registry => {
    publish('registries', null);
    return registry;
  };
  return {
    listRegistries: ({ query }) => page(registries, query),
    getRegistry: ({ params }) => at(params.id),
    createRegistry: ({ body: { password: _, ...body }, principal }) => {
      const registry: Registry = { ...body, id: `reg-${registries.length}`, state: 'connecting', reason: null, since: ago(0), repositories: 0, images: 0, assessed: 0, lastSyncAt: null, nextSyncAt: null, unread: [], createdBy: principal.name, createdAt: ago(0), lastNotificationAt: null };
      registries.push(registry);
      return changed(registry);
    },
    updateRegistry: ({ params, body: { name, username, plainHttp, filters, scheduleMinutes } }) => {
      const given = Object.entries({ name, username, plainHttp, filters, scheduleMinutes }).filter(([, value]) => value !== undefined);
      return changed(Object.assign(at(params.id), Object.fromEntries(given)));
    },
    deleteRegistry: ({ params }) => {
      registries.splice(registries.indexOf(at(params.id)), 1);
      publish('registries', null);
      return undefined;
    },
    syncRegistry: ({ params }) => changed(Object.assign(at(params.id), { state: 'connecting', reason: null, since: ago(0) })),
    notifyRegistry: ({ params }) => {
      Object.assign(at(params.id), { lastNotificationAt: ago(0) });
      publish('registries', null);
      return { accepted: 1, ignored: 0 };
    },
  };
}
