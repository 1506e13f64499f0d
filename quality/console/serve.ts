/** The real HTTP server with the made-up world behind it, and the built console in front. */
import { testFeed, type TestServer, startTestServer } from '../../apps/control-plane/testing/server.ts';
import { fakePosture } from './fake-api.ts';

export const CONSOLE_DIR = new URL('../../apps/console/dist', import.meta.url).pathname;

export function serveFakeWorld(workloads = 40): Promise<TestServer> {
  const changes = testFeed();
  return startTestServer({ changes, posture: fakePosture((topic, environment) => changes.publish(topic, environment), workloads), consoleDir: CONSOLE_DIR, level: 'warn' });
}
