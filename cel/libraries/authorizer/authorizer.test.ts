import { describe, expect, it } from 'vitest';
import { compile, CelCostError, CostMeter, PER_EXPRESSION_COST_LIMIT } from '../../index.ts';
import { parseFieldSelector } from './field-selector.ts';
import { AUTHORIZER_TYPE, authorizerLibrary, RESOURCE_CHECK_TYPE } from './index.ts';
import { parseLabelSelector } from './label-selector.ts';
import type { AuthorizerPort, PathAttributes, ResourceAttributes } from './port.ts';
import { Authorizer, requestResourceCheck } from './values.ts';

const user = { username: 'alice', groups: ['dev'] };

/** The result of an expression, and what the port was asked. */
function ask(expression: string): { result: unknown; asked: (ResourceAttributes | PathAttributes)[] } {
  const asked: (ResourceAttributes | PathAttributes)[] = [];
  const port: AuthorizerPort = {
    authorize: (attributes) => {
      asked.push(attributes);
      return { decision: 'deny', reason: 'no rule', error: 'half of it failed' };
    },
  };
  const authorizer = new Authorizer(port, user);
  const compiled = compile(expression, {
    variables: [{ name: 'authorizer', type: AUTHORIZER_TYPE }, { name: 'authorizer.requestResource', type: RESOURCE_CHECK_TYPE }],
    libraries: [authorizerLibrary],
  });
  if (!compiled.ok) throw new Error(compiled.issues[0]?.message);
  const request = requestResourceCheck(authorizer, { group: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'web', name: 'front' });
  return { result: compiled.program.run([authorizer, request], new CostMeter(PER_EXPRESSION_COST_LIMIT)), asked };
}

describe('the request that a check makes', () => {
  it('names resource, user and verb', () => {
    const { result, asked } = ask("authorizer.group('').resource('pods').subresource('log').namespace('a').name('b').fieldSelector('x=1').labelSelector('!y').check('get').reason()");
    expect(result).toBe('no rule');
    expect(asked).toEqual([{
      kind: 'resource', user, verb: 'get', apiGroup: '', apiVersion: '*', resource: 'pods', subresource: 'log', namespace: 'a', name: 'b',
      fieldSelector: { requirements: [{ field: 'x', operator: '=', value: '1' }] },
      labelSelector: { requirements: [{ key: 'y', operator: 'DoesNotExist', values: [] }] },
    }]);
  });
  it('leaves out selectors that were not given', () => {
    expect(Object.keys(ask("authorizer.group('').resource('pods').check('list').allowed()").asked[0] ?? {})).not.toContain('fieldSelector');
  });
  it('is made for a service account', () => {
    const { asked } = ask("authorizer.serviceAccount('ns', 'sa').path('/metrics').check('get').errored()");
    expect(asked).toEqual([{
      kind: 'path', verb: 'get', path: '/metrics',
      user: { username: 'system:serviceaccount:ns:sa', groups: ['system:serviceaccounts', 'system:serviceaccounts:ns'] },
    }]);
  });
  it('starts from the resource of the request', () => {
    const { result, asked } = ask("authorizer.requestResource.check('update').error()");
    expect(result).toBe('half of it failed');
    expect(asked[0]).toMatchObject({ apiGroup: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'web', name: 'front' });
  });
  it('is too dear to be made three times', () => {
    const check = "authorizer.path('/a').check('get').errored()";
    expect(ask(`${check} && ${check}`).asked).toHaveLength(2);
    expect(() => ask(`${check} && ${check} && ${check}`)).toThrow(CelCostError);
  });
});

/** Source: the grammar in k8s.io/apimachinery/pkg/labels/selector.go (Parse) and fields/selector.go. */
describe('label selectors', () => {
  it.each([
    ['a=b,c!=d', [{ key: 'a', operator: '=', values: ['b'] }, { key: 'c', operator: '!=', values: ['d'] }]],
    ['x in (foo,,baz), y, !z', [{ key: 'x', operator: 'In', values: ['', 'baz', 'foo'] }, { key: 'y', operator: 'Exists', values: [] }, { key: 'z', operator: 'DoesNotExist', values: [] }]],
    ['z notin ()', [{ key: 'z', operator: 'NotIn', values: [''] }]],
    ['a==,b', [{ key: 'a', operator: '==', values: [''] }, { key: 'b', operator: 'Exists', values: [] }]],
    ['n>5', [{ key: 'n', operator: 'Gt', values: ['5'] }]],
    ['in in (in)', [{ key: 'in', operator: 'In', values: ['in'] }]],
    ['', []],
  ])('%s', (text, requirements) => { expect(parseLabelSelector(text)).toEqual({ requirements }); });
  it.each(['a=b,', 'a,,b', 'a in', 'a in (b', 'a in b', '!a=b', 'a b', 'a=(', 'n>x', 'bad_key!/x', 'a=b c', `a=${'x'.repeat(64)}`])('refuses %.20s', (text) => {
    expect(parseLabelSelector(text)).toHaveProperty('error');
  });
});

describe('field selectors', () => {
  it('splits at commas that are not escaped', () => {
    expect(parseFieldSelector('b!=x\\,y\\=z,a=1,,c==2')).toEqual({ requirements: [
      { field: 'a', operator: '=', value: '1' }, { field: 'b', operator: '!=', value: 'x,y=z' }, { field: 'c', operator: '=', value: '2' },
    ] });
  });
  it.each(['a', 'a=b=c', 'a=\\x', 'a=\\'])('refuses %s', (text) => { expect(parseFieldSelector(text)).toHaveProperty('error'); });
});
