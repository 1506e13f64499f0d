/** What is assigned at the first start, so that the first look shows something. */
import type { PostureStore } from '#core/ports/posture.ts';
import type { Engine } from './engine.ts';

const DONE = 'default-assignments';
const INITIATIVES = ['breakwater-recommended', 'pod-security-baseline'];

/** Assigns, once in the life of a database, the initiatives that there are to everything, as `audit`. */
export async function assignDefaults(store: PostureStore, engine: Engine, now: number): Promise<void> {
  if ((await store.setting(DONE)) !== null) return;
  const there = INITIATIVES.filter((id) => engine.catalog.initiatives.has(id));
  if (there.length === 0) return;
  const known = new Set((await store.assignments(null)).map((a) => a.id));
  for (const initiative of there) {
    const id = `default-${initiative}`;
    if (known.has(id)) continue;
    await store.createAssignment({ id, initiative, version: null, scope: { environment: null, namespace: null, labels: {} }, effect: 'audit', createdBy: 'breakwater', createdAt: now, updatedAt: now });
  }
  await store.setSetting(DONE, new Date(now).toISOString());
}
