/** What is known about images that containers name, as checks over the graph see it. */
import type { ResourceRef, Severity } from './words.ts';

/** One image name of a container, and what stands behind it. */
export interface ImageUse {
  /** As the pod specification has it. */
  readonly reference: string;
  /** What the node says it runs (`status.containerStatuses[].imageID`), as `sha256:...`; null where no node says. May be that of an index. */
  readonly digest: string | null;
  /**
   * Digest of the image's configuration, where the node knows the image by nothing else: it was loaded, not pulled, or came
   * without a digest of its registry. No registry gives an image out by it. `digest` is null then.
   */
  readonly config: string | null;
}

export interface ImageVerdict {
  readonly state: 'assessed' | 'pending' | 'notAssessed';
  /** Why it is pending or not assessed. */
  readonly reason: string | null;
  /** Findings that hold and are not exempt, by severity; `unknown` where no source gives one. */
  readonly counts: Readonly<Record<Severity | 'unknown', number>>;
  /** Of them those with a fixed version. */
  readonly fixable: Readonly<Record<Severity | 'unknown', number>>;
  readonly knownExploited: number;
  readonly exempt: number;
  /** Ids of the worst, at most five. */
  readonly worst: readonly string[];
  /** What of the image could not be assessed, although the rest was: unread layers, packages without advisories; null: nothing. */
  readonly partial: string | null;
}

/** Of one environment, as of one moment. */
export interface ImageFacts {
  /** `workload` is the one that runs it: exemptions may cover only some. */
  verdict(use: ImageUse, workload: ResourceRef): ImageVerdict;
}

export interface ImageKnowledge {
  /** What is known now about the images of an environment. */
  facts(environment: string): Promise<ImageFacts>;
}
