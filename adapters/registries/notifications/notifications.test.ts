import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNotification } from './index.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const push = { action: 'push', repository: 'shop/cart', tag: '1.0', digest };

describe('notifications', () => {
  it('of CNCF Distribution: pushes and deletions; pulls are counted only', () => {
    const target = { mediaType: 'application/vnd.docker.distribution.manifest.v2+json', size: 708, digest, length: 708, repository: 'shop/cart', url: 'http://registry/v2/shop/cart/manifests/sha256:a', tag: '1.0' };
    const { tag: _, ...untagged } = target;
    expect(parseNotification({ events: [
      { id: '1', timestamp: '2026-01-01T00:00:00Z', action: 'push', target, actor: { name: 'ci' } },
      { id: '2', action: 'pull', target }, { id: '3', action: 'mount', target },
      { id: '4', action: 'push', target: { mediaType: 'application/octet-stream', digest, repository: 'shop/cart' } },
      { id: '5', action: 'delete', target: untagged },
    ] })).toEqual({ events: [push, { ...push, tag: null }, { ...push, action: 'delete', tag: null }], ignored: 2 });
    expect(parseNotification({ events: [] })).toEqual({ events: [], ignored: 0 });
  });

  it('of Azure Container Registry', () => {
    const target = { mediaType: 'application/vnd.docker.distribution.manifest.v2+json', size: 524, digest, length: 524, repository: 'shop/cart', tag: '1.0' };
    expect(parseNotification({ id: 'x', timestamp: 't', action: 'push', target, request: { host: 'shop.azurecr.io' } }).events).toEqual([push]);
    expect(parseNotification({ action: 'quarantine', target }).events).toEqual([push]);
    expect(parseNotification({ action: 'delete', target: { repository: 'shop/cart', digest } }).events).toEqual([{ ...push, action: 'delete', tag: null }]);
    expect(parseNotification({ action: 'chart_push', target: { repository: 'chart', tag: '1', name: 'chart' } })).toEqual({ events: [], ignored: 1 });
    expect(parseNotification({ id: 'x', action: 'ping' })).toEqual({ events: [], ignored: 1 });
  });

  it('of Harbor, in both its forms', () => {
    const repository = { date_created: 1, name: 'cart', namespace: 'shop', repo_full_name: 'shop/cart', repo_type: 'private' };
    const resources = [{ digest, tag: '1.0', resource_url: 'harbor.example/shop/cart:1.0' }];
    expect(parseNotification({ type: 'PUSH_ARTIFACT', occur_at: 1, operator: 'ci', event_data: { resources, repository } }).events).toEqual([push]);
    expect(parseNotification({ type: 'DELETE_ARTIFACT', event_data: { resources: [{ digest, tag: digest }], repository } }).events).toEqual([{ ...push, action: 'delete', tag: null }]);
    expect(parseNotification({ type: 'PULL_ARTIFACT', event_data: { resources, repository } })).toEqual({ events: [], ignored: 1 });
    expect(parseNotification({ specversion: '1.0', type: 'harbor.artifact.pushed', source: '/x', data: { resources, repository } }).events).toEqual([push]);
    expect(parseNotification({ specversion: '1.0', type: 'harbor.scan.completed', data: {} })).toEqual({ events: [], ignored: 1 });
  });

  it('of Amazon ECR', () => {
    const detail = { result: 'SUCCESS', 'repository-name': 'shop/cart', 'image-digest': digest, 'action-type': 'PUSH', 'image-tag': '1.0' };
    expect(parseNotification({ version: '0', source: 'aws.ecr', 'detail-type': 'ECR Image Action', detail }).events).toEqual([push]);
    expect(parseNotification({ source: 'aws.ecr', detail: { ...detail, 'action-type': 'DELETE', 'image-tag': '' } }).events).toEqual([{ ...push, action: 'delete', tag: null }]);
    expect(parseNotification({ source: 'aws.ecr', detail: { ...detail, result: 'FAILURE' } })).toEqual({ events: [], ignored: 1 });
  });

  it('of Quay, and of anything that names repository and tag', () => {
    expect(parseNotification({ name: 'cart', repository: 'shop/cart', namespace: 'shop', docker_url: 'quay.io/shop/cart', updated_tags: ['1.0', '1.1'] }).events).toEqual([{ ...push, digest: null }, { ...push, tag: '1.1', digest: null }]);
    expect(parseNotification({ repository: 'shop/cart', tag: '1.0' }).events).toEqual([{ ...push, digest: null }]);
    expect(parseNotification({ repository: 'shop/cart', tag: '1.0', digest, action: 'delete' }).events).toEqual([{ ...push, action: 'delete' }]);
    expect(parseNotification({ repository: 'shop/cart', tag: '1.0', action: 'sign' })).toEqual({ events: [], ignored: 1 });
  });

  it('of other kinds are refused', () => {
    for (const body of [{}, { hello: 'world' }, { repository: 'x' }, { action: 'push' }, { type: 'x', event: 1 }]) expect(() => parseNotification(body)).toThrow(/is no notification of a known kind/);
  });

  it('of any content give events or one clear error', () => {
    const key = fc.constantFrom('events', 'action', 'target', 'repository', 'tag', 'digest', 'type', 'event_data', 'data', 'resources', 'source', 'detail', 'updated_tags', 'repo_full_name', 'image-tag', 'repository-name');
    const value = fc.letrec<{ any: unknown }>((tie) => ({ any: fc.oneof({ maxDepth: 4 }, fc.constantFrom<unknown>('push', 'delete', 'PUSH_ARTIFACT', 'harbor.artifact.pushed', 'aws.ecr', 'SUCCESS', null, 1, '', 'shop/cart'), fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(key, tie('any'), { maxKeys: 6 })) })).any;
    fc.assert(fc.property(fc.dictionary(key, value, { maxKeys: 8 }), (body) => {
      try {
        const { events, ignored } = parseNotification(body);
        expect(ignored).toBeGreaterThanOrEqual(0);
        for (const { action, repository, tag, digest: of } of events) {
          expect(['push', 'delete']).toContain(action);
          expect(typeof repository).toBe('string');
          for (const each of [tag, of]) if (each !== null) expect(typeof each).toBe('string');
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid' });
      }
    }), { numRuns: 3000 });
  });
});
