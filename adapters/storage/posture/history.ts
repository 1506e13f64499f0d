/** The secure score over time. */
import type { HistoryStore, ScoreDetail, ScorePoint } from '#core/ports/posture.ts';
import { type Db, runMany } from './bulk.ts';
import type { Dialect } from '../database.ts';
import type { HistoryTable } from './tables.ts';
import { visibleTo } from './visible.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From which age on one point is kept in which span of time. */
const SPANS: readonly { readonly age: number; readonly until: number; readonly span: number }[] = [{ age: 2 * DAY, until: 90 * DAY, span: HOUR }, { age: 90 * DAY, until: 730 * DAY, span: DAY }];
const OLDEST = 730 * DAY;

export function history(read: Db, write: Db, dialect: Dialect): HistoryStore {
  return {
    addPoint: async (p) => {
      const values = { environment: p.environment, at: p.at, score: p.score, unhealthy: p.unhealthy, detail: JSON.stringify(p.detail) };
      await write.insertInto('score_history').values(values).onConflict((c) => c.columns(['environment', 'at']).doUpdateSet(values)).execute();
    },
    lastPoint: async (environment) => {
      const row = await read.selectFrom('score_history').selectAll().where('environment', '=', environment).orderBy('at', 'desc').limit(1).executeTakeFirst();
      return row === undefined ? null : point(row);
    },
    points: async (visibility, environment, from, step) => {
      const found: HistoryTable[] = [];
      for (const id of (await visibleTo(read, visibility, environment)).ids) {
        const of = read.selectFrom('score_history').where('environment', '=', id);
        const before = await of.selectAll().where('at', '<', from).orderBy('at', 'desc').limit(1).executeTakeFirst();
        if (before !== undefined) found.push(before);
        const times = (await of.select('at').where('at', '>=', from).orderBy('at').execute()).map((r) => r.at);
        const last = times.filter((at, i) => i === times.length - 1 || Math.floor((times[i + 1] ?? 0) / step) !== Math.floor(at / step));
        if (last.length > 0) found.push(...(await of.selectAll().where('at', 'in', last).execute()));
      }
      return found.map(point).sort((a, b) => a.at - b.at);
    },
    compactHistory: async (now) => {
      const rows = await read.selectFrom('score_history').select(['environment', 'at']).where('at', '<', now - 2 * DAY).orderBy('environment').orderBy('at').execute();
      const gone = rows.filter((row, i) => {
        const age = now - row.at;
        if (age > OLDEST) return true;
        const span = SPANS.find((s) => age >= s.age && age < s.until)?.span;
        const next = rows[i + 1];
        return span !== undefined && next !== undefined && next.environment === row.environment && Math.floor(next.at / span) === Math.floor(row.at / span);
      });
      if (gone.length > 0) await write.transaction().execute((trx) => runMany(trx, dialect, 'delete from score_history where environment = ? and at = ?', gone.map((r) => [r.environment, r.at])));
      return gone.length;
    },
  };
}

const point = (r: HistoryTable): ScorePoint => ({ environment: r.environment, at: r.at, score: r.score, unhealthy: r.unhealthy, detail: JSON.parse(r.detail) as ScoreDetail });
