/** What changed, for pages that show it live. */
export type ChangeTopic = 'environments' | 'resources' | 'assessments' | 'assignments' | 'exemptions' | 'users' | 'tokens' | 'images' | 'registries';

export interface Change { readonly sequence: number; readonly topic: ChangeTopic; readonly environment: string | null }

export interface ChangeFeed {
  publish(topic: ChangeTopic, environment: string | null): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
}
