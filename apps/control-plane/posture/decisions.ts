/** Routes of assignments and exemptions. */
import type { Assignment, Exemption } from '#contract/types.ts';
import type { AssignmentRecord, ExemptionRecord } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import type { Visibility } from '../handler.ts';
import { mayDecide, type Part, type PostureParts, timeText, UNREAD_TITLE } from './context.ts';
import { pageOf } from './paging.ts';

export function decisionHandlers(parts: PostureParts): Part<'listAssignments' | 'createAssignment' | 'updateAssignment' | 'deleteAssignment' | 'listExemptions' | 'createExemption' | 'revokeExemption'> {
  const { posture } = parts;
  const { store } = posture;
  const assignmentOf = async (visibility: Visibility, id: string): Promise<AssignmentRecord> => {
    const found = (await store.assignments(visibility)).find((a) => a.id === id);
    if (found === undefined) throw new ProblemError('not-found', `there is no assignment ${id}`);
    await mayDecide(parts, visibility, found.scope.environment);
    return found;
  };
  return {
    listAssignments: async ({ query, visibility }) => pageOf(await store.assignments(visibility), (a) => [-a.createdAt, a.id], query, (a) => assignmentView(parts, a)),
    createAssignment: async ({ body, visibility, principal }) => {
      await mayDecide(parts, visibility, body.scope.environment);
      return assignmentView(parts, await posture.createAssignment({ initiative: body.initiative, version: body.version, scope: body.scope, effect: body.effect, createdBy: principal.name }));
    },
    updateAssignment: async ({ params, body, visibility }) => {
      const found = await assignmentOf(visibility, params.id);
      await posture.updateAssignment(found, { ...(body.effect === undefined ? {} : { effect: body.effect }), ...(body.version === undefined ? {} : { version: body.version }) });
      return assignmentView(parts, await assignmentOf(visibility, params.id));
    },
    deleteAssignment: async ({ params, visibility }) => {
      await posture.deleteAssignment(await assignmentOf(visibility, params.id));
      return undefined;
    },
    listExemptions: async ({ query, visibility }) => {
      const now = posture.now();
      const found = (await store.exemptions(visibility)).filter((e) => (query.policy === undefined || e.policy === query.policy) && (query.state === undefined || stateOf(e, now) === query.state));
      const page = pageOf(found, (e) => [-e.createdAt, e.id], query, (e) => e);
      const items: Exemption[] = [];
      for (const e of page.items) items.push(await exemptionView(parts, e, visibility));
      return { ...page, items };
    },
    createExemption: async ({ body, visibility, principal }) => {
      await mayDecide(parts, visibility, body.scope.environment);
      const { policy, scope, findings, reason, justification, owner, approver } = body;
      const made = await posture.createExemption({ policy, scope, findings, reason, justification, owner, approver, createdBy: principal.name, expiresAt: Date.parse(body.expiresAt) });
      return exemptionView(parts, made, visibility);
    },
    revokeExemption: async ({ params, visibility }) => {
      const found = (await store.exemptions(visibility)).find((e) => e.id === params.id);
      if (found === undefined) throw new ProblemError('not-found', `there is no exemption ${params.id}`);
      await mayDecide(parts, visibility, found.scope.environment);
      if (!(await posture.revokeExemption(found))) throw new ProblemError('conflict', 'the exemption has ended already');
      return undefined;
    },
  };
}

function assignmentView({ posture }: PostureParts, a: AssignmentRecord): Assignment {
  return {
    id: a.id, initiative: a.initiative, version: a.version, initiativeTitle: posture.engine.catalog.initiatives.get(a.initiative)?.title ?? a.initiative,
    scope: { environment: a.scope.environment, namespace: a.scope.namespace, labels: { ...a.scope.labels } }, effect: a.effect,
    createdBy: a.createdBy, createdAt: timeText(a.createdAt), updatedAt: timeText(a.updatedAt),
  };
}

const stateOf = (e: ExemptionRecord, now: number): Exemption['state'] => (e.revokedAt !== null ? 'revoked' : e.expiresAt <= now ? 'expired' : 'active');

/** `matches`: assessments, or findings of images, that it covers now. One that has ended covers none. */
async function exemptionView(parts: PostureParts, e: ExemptionRecord, visibility: Visibility): Promise<Exemption> {
  const { posture } = parts;
  const state = stateOf(e, posture.now());
  return {
    id: e.id, policy: e.policy, policyTitle: posture.engine.catalog.policies.get(e.policy)?.title ?? UNREAD_TITLE, scope: { ...e.scope }, reason: e.reason, justification: e.justification,
    owner: e.owner, approver: e.approver, createdAt: timeText(e.createdAt), expiresAt: timeText(e.expiresAt), state,
    endedAt: state === 'active' ? null : timeText(e.revokedAt ?? e.expiresAt), matches: state === 'active' ? await matchesOf(parts, e, visibility) : 0,
    findings: e.findings === null ? null : { ...e.findings },
  };
}

async function matchesOf({ posture, findingMatches }: PostureParts, e: ExemptionRecord, visibility: Visibility): Promise<number> {
  if (e.findings === null) return posture.store.exemptionMatches(visibility, e);
  return findingMatches === undefined ? 0 : findingMatches(e, visibility);
}
