/** What all environments that run have in common. */
import type { ImageFacts, ImageKnowledge } from '#core/image-facts.ts';
import type { PostureStore } from '#core/ports/posture.ts';
import { type KubeObject, refOf } from '#core/words.ts';
import type { Engine } from './engine.ts';
import type { Publisher } from './publish.ts';
import type { RuleProblem } from './rules.ts';

export type Log = (level: 'info' | 'warn' | 'error', message: string) => void;

export interface EnvironmentDeps {
  readonly store: PostureStore;
  readonly engine: Engine;
  readonly environment: string;
  readonly publisher: Publisher;
  readonly now: () => number;
  readonly log: Log;
  /** What is known about images; without it nobody looks into them. */
  readonly images?: ImageKnowledge;
  /** Other images run now, or for other workloads. */
  readonly usesChanged: () => void;
}

export interface RunningEnvironment {
  /** Assignments changed: takes them into force and assesses anew what is affected. */
  refresh(): Promise<void>;
  /** Other things are known about images: policies that look at them run again. */
  imagesChanged(): void;
  /** Assignments that cannot be evaluated. */
  problems(): readonly RuleProblem[];
  /** Resolves when everything known is assessed. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** What is known about the images of the environment, for runs of policies over its graph. */
export const imagesOf = ({ images, environment }: EnvironmentDeps): { images?: () => Promise<ImageFacts> } => (images === undefined ? {} : { images: () => images.facts(environment) });

/** The Namespace objects of an environment by name. */
export async function collectNamespaces(store: PostureStore, environment: string): Promise<Map<string, KubeObject>> {
  const namespaces = new Map<string, KubeObject>();
  for (let after = 0; ; ) {
    const some = await store.loadObjects(environment, { after, limit: 500, kind: { group: '', kind: 'Namespace' } });
    for (const { body } of some) namespaces.set(refOf(body).name, body);
    const last = some.at(-1);
    if (last === undefined) return namespaces;
    after = last.id;
  }
}
