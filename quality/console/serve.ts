/** The real HTTP server with the made-up world behind it, and the built console in front. */
import { testFeed, type TestServer, startTestServer } from '../../apps/control-plane/testing/server.ts';
import { fakePosture } from './fake-api.ts';

export const CONSOLE_DIR = new URL('../../apps/console/dist', import.meta.url).pathname;

export function serveFakeWorld(workloads = 40): Promise<TestServer> {
  const changes = testFeed();
  return startTestServer({ changes, posture: fakePosture((topic, environment) => changes.publish(topic, environment), workloads), consoleDir: CONSOLE_DIR, level: 'warn' });
}

export const PASSWORD = 'a password of its own';

/** Signs in as admin and chooses a password, as a person does first; gives the cookie of that session. */
export async function ownPassword(server: TestServer): Promise<string> {
  const cookie = await server.signIn();
  const answer = await server.fetch('/api/v1/session/password', { method: 'PUT', cookie, json: { current: server.password, next: PASSWORD } });
  if (answer.status !== 204) throw new Error(`the password could not be changed: ${answer.status} ${await answer.text()}`);
  return cookie;
}
