/**
 * Which tags are the newest. The distribution API does not say when a tag was pushed, so it goes by: the time of the
 * notification about the push; else the time at which the image was built, by its configuration; else when the tag was
 * first seen. Among those that share a time the higher version comes first (`1.10` before `1.9`).
 */
import type { KnownTag } from '#core/ports/registries.ts';

export const newestFirst = (tags: readonly KnownTag[]): KnownTag[] => [...tags].sort((a, b) => timeOf(b) - timeOf(a) || b.firstSeenAt - a.firstSeenAt || byVersion(b.tag, a.tag));

/** Tags without any time of their own come last. */
const timeOf = ({ pushedAt, builtAt }: KnownTag): number => pushedAt ?? builtAt ?? 0;

/** Whether its build time would say something. */
export const isUndated = ({ pushedAt, builtAt }: KnownTag): boolean => pushedAt === null && builtAt === null;

/** Numbers by their value, everything else by character. */
function byVersion(a: string, b: string): number {
  const x = a.match(/\d+|\D+/g) ?? [];
  const y = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p = '', q = ''] = [x[i], y[i]];
    if (p === q) continue;
    const numbers = /^\d/.test(p) && /^\d/.test(q);
    const [n, m] = [p.replace(/^0+/, ''), q.replace(/^0+/, '')];
    if (numbers && n !== m) return n.length - m.length || (n < m ? -1 : 1);
    if (!numbers) return p < q ? -1 : 1;
  }
  return x.length - y.length;
}
