/** Routes of registries. */
import { parseNotification } from '#adapters/registries/notifications/index.ts';
import type { Registry } from '#contract/types.ts';
import type { ImageIntake } from '#core/ports/images-store.ts';
import type { RegistryRecord } from '#core/ports/registries.ts';
import { ProblemError } from '#core/result.ts';
import type { Registries } from '#pipeline/registries/index.ts';
import type { Handlers, RegistryRoute, Visibility } from '../handler.ts';
import { Refusal } from '../http/problem.ts';
import { timeOrNull, timeText } from '../posture/context.ts';
import { pageOf } from '../posture/paging.ts';

export interface RegistryParts {
  readonly registries: Registries;
  readonly intake: Pick<ImageIntake, 'progress'>;
}

/** Seconds after which a registry sends its notifications again, when too many wait. */
const AGAIN = 30;

export function registryHandlers({ registries, intake }: RegistryParts): Handlers<RegistryRoute> {
  const recordOf = async (id: string): Promise<RegistryRecord> => {
    const found = await registries.store.registry(id);
    if (found === null) throw new ProblemError('not-found', `there is no registry ${id}`);
    return found;
  };
  const view = async (record: RegistryRecord, visibility: Visibility): Promise<Registry> => registryView(record, await intake.progress(record.id), visibility);
  return {
    listRegistries: async ({ query, visibility }) => {
      const page = pageOf(await registries.store.registries(), (r) => [r.name.toLowerCase(), r.id], query, (r) => r);
      return { ...page, items: await Promise.all(page.items.map((record) => view(record, visibility))) };
    },
    getRegistry: async ({ params, visibility }) => view(await recordOf(params.id), visibility),
    createRegistry: async ({ body, visibility, principal }) => {
      mayChange(visibility);
      const { id } = await registries.create({ ...body, createdBy: principal.name });
      return view(await recordOf(id), visibility);
    },
    updateRegistry: async ({ params, body, visibility }) => {
      mayChange(visibility);
      const { name, username, password, plainHttp, filters, scheduleMinutes } = body;
      await registries.update(await recordOf(params.id), {
        ...(name === undefined ? {} : { name }), ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }),
        ...(plainHttp === undefined ? {} : { plainHttp }), ...(filters === undefined ? {} : { filters }), ...(scheduleMinutes === undefined ? {} : { scheduleMinutes }),
      });
      return view(await recordOf(params.id), visibility);
    },
    deleteRegistry: async ({ params, visibility }) => {
      mayChange(visibility);
      await recordOf(params.id);
      await registries.delete(params.id);
      return undefined;
    },
    syncRegistry: async ({ params, visibility }) => {
      mayChange(visibility);
      await recordOf(params.id);
      await registries.sync(params.id);
      return view(await recordOf(params.id), visibility);
    },
    notifyRegistry: async ({ params, body, visibility }) => {
      mayChange(visibility);
      const record = await recordOf(params.id);
      const { events, ignored } = parseNotification(body);
      const kept = await registries.notify(record, events);
      if (kept === 'full') throw new Refusal('too-many-requests', `too many notifications of registry '${record.name}' wait to be looked up: send them again in ${AGAIN} s`, { retryAfter: AGAIN });
      return { accepted: kept.accepted, ignored: kept.ignored + ignored };
    },
  };
}

/** Registries serve all environments: whoever sees only some changes none. @throws ProblemError `forbidden` */
function mayChange(visibility: Visibility): void {
  if (visibility !== null) throw new ProblemError('forbidden', 'registries serve all environments, and you see only some');
}

/** Whoever sees only some environments learns that a registry is connected, and nothing of what is in it. */
function registryView(r: RegistryRecord, progress: { readonly images: number; readonly assessed: number }, visibility: Visibility): Registry {
  const all = visibility === null;
  const { include, exclude, tags, repositories, newest } = r.filters;
  return {
    id: r.id, name: r.name, url: r.host, username: all ? r.username : null, plainHttp: r.plainHttp,
    filters: all ? { include: [...include], exclude: [...exclude], tags: [...tags], repositories: [...repositories], newest } : { include: [], exclude: [], tags: [], repositories: [], newest: null },
    scheduleMinutes: r.scheduleMinutes, state: r.state, reason: all || r.reason === null ? r.reason : 'cannot be read', since: timeText(r.since),
    repositories: r.repositories, images: progress.images, assessed: progress.assessed, lastSyncAt: timeOrNull(r.lastSyncAt), nextSyncAt: timeText(r.nextSyncAt),
    unread: all ? r.unread.map(({ what, reason }) => ({ what, reason })) : [], createdBy: r.createdBy, createdAt: timeText(r.createdAt), lastNotificationAt: timeOrNull(r.lastNotificationAt),
  };
}
