/** The real HTTP server with the made-up world behind it, and the built console in front. */
import { testFeed, type TestServer, startTestServer } from '../../apps/control-plane/testing/server.ts';
import { fakePosture } from './fake-api.ts';
import { fakeImages } from './fake-images.ts';
import { fakeRegistries } from './fake-registries.ts';
import { type ImageWorld, makeImages } from './image-world.ts';
import type { Publish } from './paging.ts';
import { makeWorld, type World } from './world.ts';

export const CONSOLE_DIR = new URL('../../apps/console/dist', import.meta.url).pathname;

interface FakeWorld { readonly workloads?: number; /** Images of the registry that nothing runs. */ readonly further?: number; /** Changes the world before it is served. */ readonly change?: (world: World, images: ImageWorld) => void }

export function serveFakeWorld({ workloads = 40, further = 60, change }: FakeWorld = {}): Promise<TestServer> {
  const changes = testFeed();
  const publish: Publish = (topic, environment) => changes.publish(topic, environment);
  const world = makeWorld(workloads);
  const images = makeImages(world, further);
  change?.(world, images);
  return startTestServer({ changes, posture: fakePosture(publish, world), images: fakeImages(publish, world, images), registries: fakeRegistries(publish, images), consoleDir: CONSOLE_DIR, level: 'warn' });
}

export const PASSWORD = 'a password of its own';

/** Signs in as admin and chooses a password, as a person does first; gives the cookie of that session. */
export async function ownPassword(server: TestServer): Promise<string> {
  const cookie = await server.signIn();
  const answer = await server.fetch('/api/v1/session/password', { method: 'PUT', cookie, json: { current: server.password, next: PASSWORD } });
  if (answer.status !== 204) throw new Error(`the password could not be changed: ${answer.status} ${await answer.text()}`);
  return cookie;
}
