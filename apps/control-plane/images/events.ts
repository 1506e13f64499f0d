/** Routes of what happened to images, and how far they are assessed. */
import type { ImageCoverage, ImageDetail } from '#contract/types.ts';
import type { ImageEventRecord } from '#core/ports/images-store.ts';
import { ProblemError } from '#core/result.ts';
import type { ImageEntry } from '#pipeline/index.ts';
import type { Handlers, ImageRoute } from '../handler.ts';
import { timeOrNull, timeText } from '../posture/context.ts';
import { type ImageParts, ImageView } from './view.ts';

export function eventHandlers(parts: ImageParts): Pick<Handlers<ImageRoute>, 'imageCoverage' | 'listImageEvents'> {
  return {
    imageCoverage: async ({ query, visibility }) => coverage(await ImageView.of(parts, visibility), query.environment),
    listImageEvents: async ({ query, visibility }) => {
      const view = await ImageView.of(parts, visibility);
      const images = query.image !== undefined ? [view.image(query.image).id] : view.wide ? null : view.select({}).map(({ id }) => id);
      const before = query.cursor === undefined ? undefined : placeOf(query.cursor);
      const { items, total } = await parts.images.store.events({ images, limit: query.limit + 1, ...(query.since === undefined ? {} : { since: Date.parse(query.since) }), ...(before === undefined ? {} : { before }) });
      const shown = items.slice(0, query.limit), last = shown.at(-1);
      return { items: eventViews(view, shown), next: items.length > shown.length && last !== undefined ? Buffer.from(String(last.id)).toString('base64url') : null, total };
    },
  };
}

function placeOf(cursor: string): number {
  const id = Number(Buffer.from(cursor, 'base64url').toString('utf8') || 'x');
  if (!Number.isSafeInteger(id)) throw new ProblemError('invalid', 'the cursor is not one of this list: begin again without a cursor');
  return id;
}

export function eventViews(view: ImageView, events: readonly ImageEventRecord[]): ImageDetail['history'] {
  return events.map((e) => {
    const image = view.images.model.images.get(e.image);
    return { id: String(e.id), at: timeText(e.at), image: { id: e.image, reference: image === undefined ? e.image : view.reference(image) }, cause: e.cause, added: e.added, resolved: e.resolved, worst: e.worst, vulnerabilities: [...e.vulnerabilities], reason: e.reason };
  });
}

/** Of an image that is read again the last scan counts. */
function standing(view: ImageView, image: ImageEntry): { state: 'assessed' | 'pending' | 'notAssessed'; reason: string | null } {
  const { state, reason } = view.state(image);
  if (state !== 'scanning') return { state, reason };
  return image.record.state === 'assessed' ? { state: 'assessed', reason: null } : { state: 'pending', reason: null };
}

function coverage(view: ImageView, environment: string | undefined): ImageCoverage {
  const numbers = { running: 0, assessed: 0, pending: 0, notAssessed: 0 }, reasons = new Map<string, number>();
  const visible = view.select({ environment }), { images } = view;
  for (const image of visible) {
    if (view.uses(image).length === 0) continue;
    const { state, reason } = standing(view, image);
    numbers.running++;
    numbers[state]++;
    if (state === 'notAssessed') reasons.set(reason ?? 'unknown', (reasons.get(reason ?? 'unknown') ?? 0) + 1);
  }
  const scanning = visible.filter((image) => image.scanning !== null);
  return {
    ...numbers, reasons: [...reasons].map(([reason, count]) => ({ reason, images: count })).sort((a, b) => b.images - a.images), images: visible.length,
    queued: view.wide && environment === undefined ? images.queued() : visible.filter(({ record, scanning: now, requested }) => now === null && (record.state === 'pending' || requested)).length,
    scanning: scanning.map((image) => ({ id: image.id, reference: view.reference(image), done: image.scanning?.done ?? 0, total: image.scanning?.total ?? 0, startedAt: timeText(image.scanning?.startedAt ?? 0) })),
    advisories: advisoriesState(view),
  };
}

function advisoriesState({ images: { advisories } }: ImageView): ImageCoverage['advisories'] {
  const { source, problem } = advisories;
  if (source === null) return { count: 0, newest: null, writtenAt: null, ecosystems: {}, problem: problem ?? 'there is no advisory database: get one with "breakwater advisories update", or "breakwater advisories import FILE..."' };
  const { counts } = source.database;
  return { count: counts.advisories, newest: timeOrNull(counts.newest === 0 ? null : counts.newest * 1000), writtenAt: timeText(source.writtenAt), ecosystems: { ...counts.ecosystems }, problem };
}
