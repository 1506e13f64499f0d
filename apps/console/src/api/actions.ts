import type { RouteId } from '#contract/routes.ts';
import { type Answer, type Arguments, call } from './client.ts';
import { invalidateTopics } from './invalidate.ts';
import { noticeSignedOut } from './signed-out.ts';
import type { Topic } from './topics.ts';

/** Routes that change something, with what they change. */
const CHANGES = {
  createEnvironment: ['environments', 'resources', 'assessments'], updateEnvironment: ['environments', 'resources', 'assessments'], deleteEnvironment: ['environments', 'resources', 'assessments', 'assignments', 'exemptions'],
  createAssignment: ['assignments'], updateAssignment: ['assignments'], deleteAssignment: ['assignments'],
  createExemption: ['exemptions'], revokeExemption: ['exemptions'],
  scanImage: ['images'],
  createRegistry: ['registries', 'images'], updateRegistry: ['registries', 'images'], deleteRegistry: ['registries', 'images'], syncRegistry: ['registries', 'images'],
  createUser: ['users'], updateUser: ['users'], deleteUser: ['users'],
  createToken: ['tokens'], revokeToken: ['tokens'],
  changePassword: [], signOut: [], signIn: [],
} as const satisfies Partial<Record<RouteId, readonly Topic[]>>;

export type ActionId = keyof typeof CHANGES;
type LooseCall = (route: string, args: unknown) => Promise<unknown>;

/** Does something through the API; what the page shows of it is asked again before this resolves. */
export async function act<I extends ActionId>(route: I, args: Omit<Arguments<I>, 'signal'>): Promise<Answer<I>> {
  try {
    const answer = (await (call as unknown as LooseCall)(route, args)) as Answer<I>;
    if (CHANGES[route].length > 0) await invalidateTopics(...CHANGES[route]);
    return answer;
  } catch (error) {
    if (route !== 'signIn' && route !== 'changePassword') noticeSignedOut(error);
    throw error;
  }
}
