/** The posture of all environments: follows clusters, keeps manifests assessed, takes decisions into force. */
import { randomBytes } from 'node:crypto';
import type { ImageKnowledge } from '#core/image-facts.ts';
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { AssignmentRecord, EnvironmentRecord, ExemptionRecord, PostureStore } from '#core/ports/posture.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { Effect } from '#core/words.ts';
import { type ClusterConfig, type ClusterEnvironment, openClusterEnvironment, type OpenCluster } from './cluster-environment.ts';
import { lose } from './collect.ts';
import { assignDefaults } from './defaults.ts';
import type { Engine } from './engine.ts';
import type { EnvironmentDeps, Log } from './environment.ts';
import { checkedFindings } from './exempted-findings.ts';
import { Expiry } from './expiry.ts';
import { createManifestEnvironment, type ManifestEnvironment, openManifestEnvironment } from './manifest-environment.ts';
import type { ManifestFile, ParseManifest } from './manifests.ts';
import { Publisher } from './publish.ts';
import type { RuleProblem } from './rules.ts';
import { type UseListener, UseNotices } from './use-notices.ts';

export interface PostureOptions {
  readonly store: PostureStore;
  readonly engine: Engine;
  readonly feed: ChangeFeed;
  /** Prepares to read the cluster of a kubeconfig; fails when the kubeconfig cannot be used. */
  readonly openCluster: OpenCluster;
  readonly parseManifest: ParseManifest;
  readonly now?: () => number;
  readonly log?: Log;
  /** What is known about images, for policies that look at them. */
  readonly images?: ImageKnowledge;
  /** An exemption of findings of images came, was revoked or ended by its date. */
  readonly exemptionsChanged?: () => void;
}

export interface EnvironmentChange { readonly name?: string; readonly kubeconfig?: string; readonly context?: string; readonly files?: readonly ManifestFile[] }
type Running = { readonly kind: 'cluster'; readonly run: ClusterEnvironment } | { readonly kind: 'manifests'; readonly run: ManifestEnvironment };

/** Every promise of a change resolves after it is on disk. */
export class Posture {
  readonly store: PostureStore;
  readonly engine: Engine;
  readonly now: () => number;
  readonly startedAt: number;
  readonly #options: PostureOptions;
  readonly #log: Log;
  readonly #publisher: Publisher;
  readonly #expiry: Expiry;
  readonly #uses: UseNotices;
  readonly #running = new Map<string, Running>();
  #purging: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: PostureOptions) {
    this.#options = options;
    this.store = options.store;
    this.engine = options.engine;
    this.now = options.now ?? Date.now;
    this.startedAt = this.now();
    this.#log = options.log ?? (() => undefined);
    const failed = (error: unknown): void => this.#log('error', messageOf(error));
    this.#publisher = new Publisher({ store: options.store, engine: options.engine, feed: options.feed, now: this.now, failed });
    this.#expiry = new Expiry({ store: options.store, now: this.now, failed, ended: (exemptions) => { for (const exemption of exemptions) this.#exempted(exemption); } });
    this.#uses = new UseNotices(failed);
  }

  /** Takes up the work where it was left: deleted environments are purged, exemptions end, clusters are followed. */
  async start(): Promise<void> {
    await assignDefaults(this.store, this.engine, this.now());
    await this.#expiry.start();
    for (const record of await this.store.environments(null)) await this.#open(record);
    this.#purge();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#expiry.stop();
    this.#uses.stop();
    await Promise.all([...this.#running.values()].map(({ run }) => run.stop()));
    await this.#purging;
    await this.#publisher.stop();
  }

  /** Resolves when all that is known is assessed. */
  async idle(): Promise<void> { for (const { run } of [...this.#running.values()]) await run.idle(); }

  /** Exemptions that ended are taken off the numbers of objects, even if no timer fired. */
  sweep(): Promise<void> { return this.#expiry.sweepIfDue(); }

  /** Assignments that cannot be evaluated, by environment. */
  problems(): { readonly environment: string; readonly problem: RuleProblem }[] {
    return [...this.#running].flatMap(([environment, { run }]) => run.problems().map((problem) => ({ environment, problem })));
  }

  // ---- images ----

  /** Tells, a moment later, that other images run in an environment, or that it is gone; less often where what follows takes long. Returns what ends it. */
  onImageUses(listener: UseListener): () => void { return this.#uses.subscribe(listener); }

  /** Other things are known about images of these environments (null: of all): policies that look at images run again soon. */
  imagesChanged(environments: readonly string[] | null): void {
    for (const [id, { run }] of this.#running) if (environments === null || environments.includes(id)) run.imagesChanged();
  }

  // ---- environments ----

  async createCluster(input: { readonly name: string } & ClusterConfig): Promise<EnvironmentRecord> {
    const config: ClusterConfig = { kubeconfig: input.kubeconfig, ...(input.context === undefined ? {} : { context: input.context }) };
    await this.#check(config);
    const record = this.#newRecord(input.name, 'cluster', false);
    await this.store.createEnvironment(record, JSON.stringify(config));
    await this.#open(record);
    this.#publisher.changed('environments', record.id);
    return record;
  }

  async createManifests(input: { readonly name: string; readonly files: readonly ManifestFile[]; readonly sample?: boolean }): Promise<EnvironmentRecord> {
    const record = this.#newRecord(input.name, 'manifests', input.sample ?? false);
    const run = await createManifestEnvironment(this.#deps(record.id), this.#options.parseManifest, record, input.files);
    this.#running.set(record.id, { kind: 'manifests', run });
    await this.#publisher.point(record.id);
    this.#publisher.changed('environments', record.id);
    this.#publisher.changed('assessments', record.id);
    return record;
  }

  async updateEnvironment(record: EnvironmentRecord, change: EnvironmentChange): Promise<void> {
    const { id } = record;
    if (change.files !== undefined && record.kind !== 'manifests') throw new ProblemError('invalid', `environment '${record.name}' is a cluster: it has a kubeconfig, not files`);
    if ((change.kubeconfig !== undefined || change.context !== undefined) && record.kind !== 'cluster') throw new ProblemError('invalid', `environment '${record.name}' holds manifests: it has files, not a kubeconfig`);
    const running = this.#running.get(id);
    if (change.kubeconfig !== undefined || change.context !== undefined) {
      const config = await this.#changedConfig(id, change);
      await this.#check(config);
      await this.store.updateEnvironment(id, change.name === undefined ? {} : { name: change.name }, JSON.stringify(config));
      if (running?.kind === 'cluster') await running.run.follow(config);
    } else if (change.name !== undefined) await this.store.updateEnvironment(id, { name: change.name });
    if (change.files !== undefined && running?.kind === 'manifests') await running.run.replace(change.files);
    this.#publisher.changed('environments', id);
  }

  async deleteEnvironment(id: string): Promise<boolean> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    await running?.run.stop();
    const deleted = await this.store.deleteEnvironment(id);
    for (const topic of ['environments', 'resources', 'assessments'] as const) this.#publisher.changed(topic, id);
    this.#uses.changed(id);
    this.#purge();
    return deleted;
  }

  // ---- decisions ----

  async createAssignment(input: Pick<AssignmentRecord, 'initiative' | 'version' | 'scope' | 'effect' | 'createdBy'>): Promise<AssignmentRecord> {
    this.#checkInitiative(input.initiative, input.version);
    const record = { ...input, id: newId('a'), createdAt: this.now(), updatedAt: this.now() };
    await this.store.createAssignment(record);
    await this.#refresh(record.scope.environment);
    return record;
  }

  async updateAssignment(record: AssignmentRecord, change: { readonly effect?: Effect; readonly version?: string | null }): Promise<void> {
    if (change.version !== undefined) this.#checkInitiative(record.initiative, change.version);
    await this.store.updateAssignment(record.id, { ...change, updatedAt: this.now() });
    await this.#refresh(record.scope.environment);
  }

  async deleteAssignment(record: AssignmentRecord): Promise<boolean> {
    const deleted = await this.store.deleteAssignment(record.id);
    await this.#refresh(record.scope.environment);
    return deleted;
  }

  async createExemption(input: Omit<ExemptionRecord, 'id' | 'createdAt' | 'revokedAt' | 'findings'> & Partial<Pick<ExemptionRecord, 'findings'>>): Promise<ExemptionRecord> {
    if (!this.engine.catalog.policies.has(input.policy)) throw new ProblemError('invalid', `there is no policy '${input.policy}' to exempt from`);
    const at = this.now();
    if (input.expiresAt <= at) throw new ProblemError('invalid', 'an exemption must end in the future: choose a later date');
    const findings = checkedFindings(input.policy, input.findings ?? null);
    const record: ExemptionRecord = { ...input, findings, id: newId('x'), createdAt: at, revokedAt: null };
    await this.store.createExemption(record);
    await this.#expiry.arm();
    this.#exempted(record);
    return record;
  }

  async revokeExemption(record: ExemptionRecord): Promise<boolean> {
    const revoked = await this.store.revokeExemption(record.id, this.now());
    if (revoked) this.#exempted(record);
    return revoked;
  }

  // ---- within ----

  async #open(record: EnvironmentRecord): Promise<void> {
    const deps = this.#deps(record.id);
    if (record.kind === 'manifests') {
      this.#running.set(record.id, { kind: 'manifests', run: await openManifestEnvironment(deps, this.#options.parseManifest) });
      return;
    }
    const run = await openClusterEnvironment(deps, this.#options.openCluster);
    this.#running.set(record.id, { kind: 'cluster', run });
    try {
      const config = await this.store.environmentConfig(record.id);
      if (config === null) throw new ProblemError('invalid', 'there are no credentials: give a kubeconfig');
      // What was lost before stays lost until the cluster answers; what was not is only connected again.
      if (record.state === 'connected') await this.store.updateEnvironment(record.id, { state: 'connecting', reason: null, since: this.now() });
      await run.follow(JSON.parse(config) as ClusterConfig);
    } catch (error) {
      await lose(this.store, record.id, messageOf(error), this.now());
      this.#log('error', `environment ${record.name}: ${messageOf(error)}`);
    }
  }

  #deps(environment: string): EnvironmentDeps {
    const { images } = this.#options;
    return { store: this.store, engine: this.engine, environment, publisher: this.#publisher, now: this.now, log: this.#log, usesChanged: () => this.#uses.changed(environment), ...(images === undefined ? {} : { images }) };
  }

  #newRecord(name: string, kind: EnvironmentRecord['kind'], sample: boolean): EnvironmentRecord {
    const at = this.now();
    return { id: newId('e'), name, kind, sample, state: kind === 'cluster' ? 'connecting' : 'connected', reason: null, since: at, version: null, server: null, createdAt: at, assessedAt: null, generation: null };
  }

  async #check(config: ClusterConfig): Promise<void> {
    const source = await this.#options.openCluster(config);
    if (!source.ok) throw new ProblemError('invalid', source.error.message);
  }

  async #changedConfig(id: string, change: EnvironmentChange): Promise<ClusterConfig> {
    const kept = change.kubeconfig ?? (JSON.parse((await this.store.environmentConfig(id)) ?? '{}') as Partial<ClusterConfig>).kubeconfig;
    if (kept === undefined) throw new ProblemError('invalid', 'there are no credentials to change the context of: give the kubeconfig too');
    return { kubeconfig: kept, ...(change.context === undefined ? {} : { context: change.context }) };
  }

  #checkInitiative(initiative: string, version: string | null): void {
    const selection = this.engine.select(initiative, version);
    if (!selection.ok) throw new ProblemError('invalid', selection.error.message);
  }

  async #refresh(environment: string | null): Promise<void> {
    for (const [id, { run }] of this.#running) if (environment === null || environment === id) await run.refresh();
    this.#decided('assignments', environment);
  }

  #exempted({ scope, findings }: ExemptionRecord): void {
    this.#decided('exemptions', scope.environment);
    if (findings !== null) this.#options.exemptionsChanged?.();
  }

  /** People decided something: numbers of one environment, or of all, are others now. */
  #decided(topic: 'assignments' | 'exemptions', environment: string | null): void {
    this.#publisher.changed(topic, environment);
    this.#publisher.changed('assessments', environment);
    this.#publisher.changed('resources', environment);
    for (const id of environment === null ? this.#running.keys() : [environment]) this.#publisher.scored(id).catch((error: unknown) => this.#log('error', messageOf(error)));
  }

  #purge(): void {
    const run = async (): Promise<void> => { while (!this.#stopped && (await this.store.purge())) await new Promise((resolve) => setImmediate(resolve)); };
    this.#purging = this.#purging.then(run).catch((error: unknown) => this.#log('error', `removing a deleted environment: ${messageOf(error)}; it goes on at the next start`));
  }
}

const newId = (prefix: string): string => `${prefix}${randomBytes(9).toString('base64url')}`;
