/** Changes as an ordered, replayable stream: coalesced, numbered within this process, the last ones kept for who comes back. */
import { randomBytes } from 'node:crypto';
import type { ChangeEvent } from '#contract/types.ts';
import type { Change, ChangeFeed, ChangeTopic } from '#core/ports/changes.ts';

/** Changes of one topic and environment within this time are one event: pages ask again only so often. */
const COALESCE_MS = 200;
const KEPT = 1024;
const TOPICS: readonly ChangeTopic[] = ['environments', 'resources', 'assessments', 'assignments', 'exemptions', 'users', 'tokens'];

export interface HubEvent { readonly id: string; readonly event: ChangeEvent }
type Listener = (event: HubEvent) => void;

export class EventHub {
  /** Numbers begin anew with each process; the epoch tells the ids of one from those of another. */
  private readonly epoch = randomBytes(4).toString('hex');
  private readonly listeners = new Set<Listener>();
  private readonly kept: HubEvent[] = [];
  private readonly waiting = new Map<string, Change>();
  private sequence = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly unsubscribe: () => void;

  constructor(feed: ChangeFeed) {
    this.unsubscribe = feed.subscribe((change) => {
      this.waiting.set(`${change.topic} ${change.environment ?? ''}`, change);
      this.timer ??= setTimeout(() => this.flush(), COALESCE_MS);
    });
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  /** What came after an event id. Where that is not known any more: one event a topic, so that a page asks for all again. */
  since(lastEventId: string): readonly HubEvent[] {
    const parts = /^([0-9a-f]{8})-(\d{1,15})$/.exec(lastEventId);
    const last = Number(parts?.[2]);
    const oldest = this.kept[0]?.event.sequence ?? this.sequence + 1;
    if (parts?.[1] === this.epoch && last <= this.sequence && last >= oldest - 1) return this.kept.filter((kept) => kept.event.sequence > last);
    return TOPICS.map((topic) => ({ id: this.idOf(this.sequence), event: { sequence: this.sequence, topic, environment: null } }));
  }

  /** The id of the newest event: what a stream starts with, so that a client that reconnects misses nothing. */
  position(): string { return this.idOf(this.sequence); }

  close(): void {
    this.unsubscribe();
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  private flush(): void {
    this.timer = undefined;
    const changes = [...this.waiting.values()];
    this.waiting.clear();
    for (const change of changes) {
      this.sequence += 1;
      const event: HubEvent = { id: this.idOf(this.sequence), event: { sequence: this.sequence, topic: change.topic, environment: change.environment } };
      this.kept.push(event);
      if (this.kept.length > KEPT) this.kept.shift();
      for (const listener of this.listeners) listener(event);
    }
  }

  private idOf(sequence: number): string { return `${this.epoch}-${sequence}`; }
}
