/** What is assigned by itself, so that the first look shows something. */
import type { PostureStore } from '#core/ports/posture.ts';
import type { Engine } from './engine.ts';

const INITIATIVES = ['breakwater-recommended', 'pod-security-baseline', 'breakwater-vulnerabilities'];
/** Where one setting for all is found, these were assigned under it. */
const FIRST = { setting: 'default-assignments', initiatives: INITIATIVES.slice(0, 2) };

/** Assigns each of them to everything, as `audit`, once in the life of a database: one that was removed stays away. */
export async function assignDefaults(store: PostureStore, engine: Engine, now: number): Promise<void> {
  const first = await store.setting(FIRST.setting);
  const known = new Set((await store.assignments(null)).map((a) => a.id));
  for (const initiative of INITIATIVES) {
    if (!engine.catalog.initiatives.has(initiative) || (first !== null && FIRST.initiatives.includes(initiative))) continue;
    const done = `default-assignment:${initiative}`;
    if ((await store.setting(done)) !== null) continue;
    const id = `default-${initiative}`;
    if (!known.has(id)) await store.createAssignment({ id, initiative, version: null, scope: { environment: null, namespace: null, labels: {} }, effect: 'audit', createdBy: 'breakwater', createdAt: now, updatedAt: now });
    await store.setSetting(done, new Date(now).toISOString());
  }
}
