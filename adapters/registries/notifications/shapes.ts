/** One function for each shape of notifications: its events, or null for a body of another shape. Sources are named at each. */
import type { RegistryEvent } from '#core/ports/registries.ts';

export type Shape = (body: Readonly<Record<string, unknown>>) => readonly (RegistryEvent | 'other')[] | null;
type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function event(action: RegistryEvent['action'], repository: unknown, tag: unknown, digest: unknown): RegistryEvent | 'other' {
  const name = text(repository);
  return name === null ? 'other' : { action, repository: name, tag: text(tag), digest: text(digest) };
}

/** CNCF Distribution (Docker registry, GitLab): https://distribution.github.io/distribution/about/notifications/#envelope */
export const distribution: Shape = ({ events }) => {
  if (!Array.isArray(events)) return null;
  return events.map((each) => {
    const { action, target } = fields(each);
    const { repository, tag, digest } = fields(target);
    return action === 'push' || action === 'delete' ? event(action, repository, tag, digest) : 'other';
  });
};

/** Azure Container Registry: https://learn.microsoft.com/azure/container-registry/container-registry-webhook-reference */
export const azure: Shape = ({ action, target }) => {
  if (typeof action !== 'string' || (typeof target !== 'object' && action !== 'ping')) return null;
  const { repository, tag, digest } = fields(target);
  // What is quarantined was pushed; whether it can be read already is asked of the registry.
  if (action === 'push' || action === 'quarantine') return [event('push', repository, tag, digest)];
  return [action === 'delete' ? event('delete', repository, tag, digest) : 'other'];
};

/** Harbor, its own payload and CloudEvents: https://goharbor.io/docs/main/working-with-projects/project-configuration/configure-webhooks/ */
export const harbor: Shape = ({ type, event_data: own, data }) => {
  const told = fields(own ?? data);
  if (typeof type !== 'string' || (own === undefined && !type.startsWith('harbor.'))) return null;
  const action = { PUSH_ARTIFACT: 'push', 'harbor.artifact.pushed': 'push', DELETE_ARTIFACT: 'delete', 'harbor.artifact.deleted': 'delete' }[type] as RegistryEvent['action'] | undefined;
  if (action === undefined) return ['other'];
  const name = fields(told['repository'])['repo_full_name'];
  return list(told['resources']).map((each) => event(action, name, tagOf(fields(each)['tag']), fields(each)['digest']));
};

/** Harbor says the digest again for an artifact without tags. */
const tagOf = (tag: unknown): unknown => (typeof tag === 'string' && tag.includes(':') ? null : tag);

/** Amazon ECR through EventBridge: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
export const elastic: Shape = ({ source, detail }) => {
  if (source !== 'aws.ecr') return null;
  const { 'action-type': action, result, 'repository-name': repository, 'image-tag': tag, 'image-digest': digest } = fields(detail);
  if (result !== 'SUCCESS' || (action !== 'PUSH' && action !== 'DELETE')) return ['other'];
  return [event(action === 'PUSH' ? 'push' : 'delete', repository, tag, digest)];
};

/** Quay, event "push to repository": https://docs.quay.io/guides/notifications.html */
export const quay: Shape = ({ repository, updated_tags: tags }) => {
  if (typeof repository !== 'string' || !Array.isArray(tags)) return null;
  return tags.map((tag) => event('push', repository, tag, null));
};

/** Anything else that can be made to send `{"repository": "shop/cart", "tag": "1.0"}`. */
export const generic: Shape = ({ repository, tag, digest, action }) => {
  if (typeof repository !== 'string' || (typeof tag !== 'string' && typeof digest !== 'string')) return null;
  if (action !== undefined && action !== 'push' && action !== 'delete') return ['other'];
  return [event(action ?? 'push', repository, tag, digest)];
};
