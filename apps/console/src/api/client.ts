import { type Answer, ApiProblem, type Arguments, createClient } from '#contract/client.ts';
import type { RouteId } from '#contract/routes.ts';

/** The control plane that served this page; the session cookie signs in. */
export const { call } = createClient();

export { type Answer, ApiProblem, type Arguments };

/** Routes that answer a page of rows. */
export type ListRouteId = { [I in RouteId]: Answer<I> extends { items: unknown[]; next: string | null; total: number } ? I : never }[RouteId];
export type Row<I extends ListRouteId> = Answer<I> extends { items: (infer R)[] } ? R : never;

/** Reads: what a page may ask at any time. */
export type ReadRouteId = Exclude<Extract<RouteId, `${'get' | 'list'}${string}` | 'overview' | 'imageCoverage' | 'whoAmI'>, never>;

export const isProblem = (error: unknown, status: number): boolean => error instanceof ApiProblem && error.status === status;
