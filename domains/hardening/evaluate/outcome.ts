/** What a policy says about one object. */
export type Outcome =
  | { readonly status: 'healthy' }
  | { readonly status: 'unhealthy'; readonly message: string; readonly paths: readonly string[] }
  | { readonly status: 'notAssessed' | 'notApplicable'; readonly message: string };

export const HEALTHY: Outcome = { status: 'healthy' };
export const notAssessed = (message: string): Outcome => ({ status: 'notAssessed', message });
export const notApplicable = (message: string): Outcome => ({ status: 'notApplicable', message });

const RANK = { unhealthy: 0, notAssessed: 1, healthy: 2, notApplicable: 3 } as const;

/** Which of two outcomes for one policy and object counts: what is wrong before what is not known before what is right. */
export const worse = (a: Outcome, b: Outcome): Outcome => (RANK[b.status] < RANK[a.status] ? b : a);
