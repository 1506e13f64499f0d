import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assessment, KubeObject } from '#core/words.ts';
import { createEvaluator } from '../index.ts';
import type { EvaluatorOptions, Selection } from '../types.ts';
import { CONFIG_MAPS, object, pod, PODS, policiesOf, selectionOf, vap } from './testing.ts';

const evaluate = (selection: Selection, about: KubeObject, options: EvaluatorOptions = {}): Assessment[] => createEvaluator(selection, options).evaluate(about);
const one = (spec: object, about: KubeObject = pod(), options: EvaluatorOptions = {}): Assessment | undefined => evaluate(selectionOf(vap('p', spec)), about, options)[0];
const check = (expression: string): object => ({ validations: [{ expression, message: 'wrong' }] });

describe('one policy over one object', () => {
  it('is healthy where every validation holds', () => {
    expect(one(check('object.spec.containers.size() == 1'))).toEqual({
      policy: 'p', resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'cart' }, status: 'healthy', severity: 'medium', message: '', path: null,
    });
  });

  it('carries the source of the object', () => {
    const source = { file: 'a.yaml', document: 2 };
    expect(createEvaluator(selectionOf(vap('p', check('true')))).evaluate(pod(), source)[0]?.source).toEqual(source);
  });

  it.each([
    ['the message expression', { message: 'plain', messageExpression: "'pod ' + object.metadata.name" }, 'pod cart'],
    ['the message where its expression fails', { message: 'plain', messageExpression: 'object.spec.nothing' }, 'plain'],
    ['the message where its expression gives nothing', { message: 'plain', messageExpression: "' '" }, 'plain'],
    ['the message where its expression gives two lines', { message: 'plain', messageExpression: "'a\\nb'" }, 'plain'],
    ['the expression where there is no message', {}, 'failed expression: object.spec.containers.size() > 1'],
  ])('says %s', (_, texts, message) => {
    const expression = (texts as { messageExpression?: string }).messageExpression === 'object.spec.nothing' ? { ...texts, messageExpression: 'string(object.spec.nothing)' } : texts;
    expect(one({ validations: [{ expression: 'object.spec.containers.size() > 1', ...expression }] })).toMatchObject({ status: 'unhealthy', message });
  });

  it('joins the messages of all violated validations', () => {
    expect(one({ validations: [{ expression: 'false', message: 'a' }, { expression: 'true', message: 'b' }, { expression: '1 > 2', message: 'c' }] })?.message).toBe('a; c');
  });

  it('names offending paths, resolved in the real object, and only where there is something wrong', () => {
    const paths = { auditAnnotations: [{ key: 'paths', valueExpression: "'spec.allContainers[name=web].image\\nspec.hostNetwork'" }] };
    expect(one({ ...check('false'), ...paths })).toMatchObject({ path: 'spec.containers[0].image', otherPaths: ['spec.hostNetwork'] });
    expect(one({ ...check('true'), ...paths })).toMatchObject({ path: null });
    expect(one({ ...check('false'), auditAnnotations: [{ key: 'paths', valueExpression: 'string(object.spec.nothing)' }] })).toMatchObject({ status: 'unhealthy', path: null });
  });
});

describe('errors', () => {
  it.each(['Fail', 'Ignore'])('never read as healthy, with failurePolicy %s', (failurePolicy) => {
    expect(one({ failurePolicy, ...check('object.spec.replicas > 1') })).toMatchObject({ status: 'notAssessed', message: 'spec.validations[0] could not be evaluated: no such key: replicas' });
    expect(one({ failurePolicy, matchConditions: [{ name: 'c', expression: 'object.spec.replicas > 1' }], ...check('true') })).toMatchObject({ status: 'notAssessed', message: "match condition 'c': no such key: replicas" });
  });

  it('do not hide what is surely wrong', () => {
    expect(one({ validations: [{ expression: 'object.spec.replicas > 1', message: 'a' }, { expression: 'false', message: 'b' }] })).toMatchObject({ status: 'unhealthy', message: 'b' });
  });

  it('of a variable count where it is read, and operators absorb them', () => {
    const variables = [{ name: 'bad', expression: 'object.spec.replicas > 1' }];
    expect(one({ variables, ...check('true') })?.status).toBe('healthy');
    expect(one({ variables, ...check('variables.bad || true') })?.status).toBe('healthy');
    expect(one({ variables, ...check('variables.bad && false') })?.status).toBe('unhealthy');
    expect(one({ variables, validations: [{ expression: 'variables.bad || true' }, { expression: 'variables.bad' }] })).toMatchObject({ status: 'notAssessed', message: 'spec.validations[1] could not be evaluated: no such key: replicas' });
  });

  it('of cost end the policy, not the others', () => {
    const items = Array.from({ length: 400 }, (_, i) => ({ name: `c${i}`, image: 'x' }));
    const nested = vap('nested', check('object.spec.containers.all(a, object.spec.containers.all(b, object.spec.containers.all(c, a.name + b.name + c.name != "")))'));
    const started = performance.now();
    const rows = evaluate(selectionOf(nested, vap('simple', check('true'))), pod({ containers: items }));
    expect(performance.now() - started).toBeLessThan(1000);
    expect(rows.map(({ status }) => status)).toEqual(['notAssessed', 'healthy']);
    expect(rows[0]?.message).toMatch(/cost/);
  });

  it('of compilation leave every object of the policy not assessed', () => {
    const evaluator = createEvaluator(selectionOf(vap('p', check('object.spec.containers.size() = 1'))));
    expect(evaluator.problems).toHaveLength(1);
    expect(evaluator.problems[0]?.message).toMatch(/^policy p: spec\.validations\[0\]\.expression:1:/);
    expect(evaluator.evaluate(pod())[0]).toMatchObject({ status: 'notAssessed' });
  });

  it.each([
    ['a validation that is no bool', { validations: [{ expression: '1 + 1', message: 'x' }] }, /must evaluate to bool, not int/],
    ['a message that is no string', { validations: [{ expression: 'true', messageExpression: '1' }] }, /must evaluate to string, not int/],
    ['an unknown variable', check('variables.nothing == 1'), /nothing/],
    ['a variable before its declaration', { variables: [{ name: 'a', expression: 'variables.b' }, { name: 'b', expression: '1' }], ...check('true') }, /variables\[0\]/],
    ['variables in a match condition', { variables: [{ name: 'a', expression: '1' }], matchConditions: [{ name: 'c', expression: 'variables.a == 1' }], ...check('true') }, /matchConditions\[0\]/],
    ['the authorizer in a message', { validations: [{ expression: 'true', messageExpression: "authorizer.path('/x').check('get').reason()" }] }, /messageExpression/],
    ['params without paramKind', check('params.data.x == "y"'), /params/],
  ])('%s is a mistake of the policy', (_, spec, message) => {
    expect(createEvaluator(selectionOf(vap('p', spec))).problems[0]?.message).toMatch(message);
  });
});

describe('what only a request has', () => {
  it('is given as far as the object tells', () => {
    expect(one(check("request.operation == 'CREATE' && request.kind.kind == 'Pod' && request.namespace == 'shop' && request.resource.resource == 'pods' && oldObject == null"))?.status).toBe('healthy');
  });
  it.each(["request.userInfo.username == 'admin'", '!has(request.userInfo) || request.userInfo.groups.size() > 0', "authorizer.group('').resource('pods').check('get').allowed()"])('leaves %s not assessed', (expression) => {
    expect(one(check(expression))).toMatchObject({ status: 'notAssessed' });
  });
  it('includes the namespace, where it is known', () => {
    const namespace = object('v1', 'Namespace', {}, { name: 'shop', labels: { env: 'prod' } });
    expect(one(check("namespaceObject.metadata.labels.env == 'prod'"), pod(), { namespaceOf: () => namespace })?.status).toBe('healthy');
    expect(one(check("namespaceObject.metadata.labels.env == 'prod'"))?.status).toBe('notAssessed');
  });
});

describe('what a policy is about', () => {
  it('gives no row for objects it is not about', () => {
    const evaluator = createEvaluator(selectionOf(vap('p', check('true'))));
    expect(evaluator.evaluate(object('v1', 'ConfigMap'))).toEqual([]);
    expect(evaluator.covers(object('v1', 'ConfigMap'))).toBe(false);
    expect(evaluator.covers(pod())).toBe(true);
  });

  it('is said where a match condition is not met, whatever error another one ends in', () => {
    expect(one({ matchConditions: [{ name: 'broken', expression: 'object.spec.x == 1' }, { name: 'never', expression: 'false' }], ...check('false') }))
      .toMatchObject({ status: 'notApplicable', message: "match condition 'never' is not met" });
  });

  it('is not applicable where it is only about other operations', () => {
    expect(one({ matchConstraints: { resourceRules: [{ ...PODS, operations: ['DELETE'] }] }, ...check('false') }))
      .toMatchObject({ status: 'notApplicable', message: 'the policy is about DELETE requests, not about the state of an object' });
  });

  it('is decided for each object where names or labels decide', () => {
    const selection = selectionOf(vap('p', { matchConstraints: { resourceRules: [{ ...CONFIG_MAPS, resourceNames: ['cart'] }], objectSelector: { matchLabels: { tier: 'web' } } }, ...check('true') }));
    expect(evaluate(selection, object('v1', 'ConfigMap', {}, { labels: { tier: 'web' } }))).toHaveLength(1);
    expect(evaluate(selection, object('v1', 'ConfigMap', {}, { name: 'shop', labels: { tier: 'web' } }))).toEqual([]);
    expect(evaluate(selection, object('v1', 'ConfigMap'))).toEqual([]);
  });

  it('is not known where the labels of the namespace are not', () => {
    const spec = { matchConstraints: { resourceRules: [PODS], namespaceSelector: { matchLabels: { env: 'prod' } } }, ...check('true') };
    expect(one(spec)).toMatchObject({ status: 'notAssessed', message: "the labels of namespace 'shop' are not known, and the policy selects by them" });
    expect(one(spec, pod(), { namespaceOf: () => object('v1', 'Namespace', {}, { labels: { env: 'prod' } }) })?.status).toBe('healthy');
    expect(one(spec, pod(), { namespaceOf: () => object('v1', 'Namespace') })).toBeUndefined();
  });

  it('is not read in the wrong version', () => {
    const spec = { matchConstraints: { resourceRules: [{ apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['*'], resources: ['ingresses'] }] }, ...check('true') };
    expect(one(spec, object('extensions/v1beta1', 'Ingress'))).toMatchObject({ status: 'notAssessed', message: 'the policy is written for networking.k8s.io/v1; this object is extensions/v1beta1 and would have to be converted first' });
  });
});

describe('pod templates', () => {
  const spec = { containers: [{ name: 'web', image: 'web:1' }] };
  const template = { metadata: { labels: { app: 'cart' }, annotations: { a: 'b' } }, spec };
  const policy = { ...check('object.metadata.labels.app == "never"'), auditAnnotations: [{ key: 'paths', valueExpression: "'spec.containers[0].image'" }] };

  it.each([
    ['apps/v1', 'Deployment', { spec: { template } }, 'spec.template.spec.containers[0].image'],
    ['apps/v1', 'StatefulSet', { spec: { template } }, 'spec.template.spec.containers[0].image'],
    ['apps/v1', 'DaemonSet', { spec: { template } }, 'spec.template.spec.containers[0].image'],
    ['apps/v1', 'ReplicaSet', { spec: { template } }, 'spec.template.spec.containers[0].image'],
    ['v1', 'ReplicationController', { spec: { template } }, 'spec.template.spec.containers[0].image'],
    ['extensions/v1beta1', 'Deployment', { spec: { template } }, 'spec.template.spec.containers[0].image'],
    ['batch/v1', 'Job', { spec: { template } }, 'spec.template.spec.containers[0].image'],
    ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template } } } }, 'spec.jobTemplate.spec.template.spec.containers[0].image'],
    ['v1', 'PodTemplate', { template }, 'template.spec.containers[0].image'],
  ])('of %s %s are seen as Pods, and paths are those of the real object', (apiVersion, kind, rest, path) => {
    expect(one(policy, object(apiVersion, kind, rest))).toMatchObject({ status: 'unhealthy', resource: { kind, name: 'cart', namespace: 'shop' }, path });
  });

  it('have the labels of the template, the namespace and name of the owner, and are v1 Pods', () => {
    const expression = "object.kind == 'Pod' && object.apiVersion == 'v1' && object.metadata.namespace == 'shop' && object.metadata.name == 'cart' && object.metadata.annotations.a == 'b' && request.resource.resource == 'pods'";
    expect(one(check(expression), object('apps/v1', 'Deployment', { spec: { template } }))?.status).toBe('healthy');
  });

  it('do not count where the policy is about the workload itself', () => {
    const rules = [PODS, { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }];
    expect(one({ matchConstraints: { resourceRules: rules }, ...check("object.kind == 'Deployment'") }, object('apps/v1', 'Deployment', { spec: { template } }))?.status).toBe('healthy');
  });

  it.each([{}, { spec: {} }, { spec: { template: null } }, { spec: { template: { spec: 'x' } } }, { spec: [] }])('that are missing leave the object not assessed: %j', (rest) => {
    expect(one(check('true'), object('apps/v1', 'Deployment', rest))).toMatchObject({ status: 'notAssessed', message: 'the object has no pod template at spec.template' });
  });
});

describe('null fields', () => {
  it('are not looked for where the reader dropped them', () => {
    const policy = check('object.spec.nothing == null');
    expect(one(policy, pod({ nothing: null }), { nullsDropped: true })?.status).toBe('healthy');
    expect(one(policy, pod({ nothing: null }))?.status).toBe('notAssessed');
  });
  it('are absent fields, as the API server has it', () => {
    expect(one(check('!has(object.spec.securityContext) && !has(object.spec.containers[0].ports)'), pod({ securityContext: null, containers: [{ name: 'web', ports: null }] }))?.status).toBe('healthy');
  });
  it('stay in objects of other groups', () => {
    const spec = { matchConstraints: { resourceRules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['*'], resources: ['widgets'] }] }, ...check('object.spec.size == null') };
    expect(one(spec, object('example.com/v1', 'Widget', { spec: { size: null } }))?.status).toBe('healthy');
  });
});

describe('parameters', () => {
  const limits = (name: string, max: string, metadata: object = {}): KubeObject => object('v1', 'ConfigMap', { data: { max } }, { name, namespace: undefined, ...metadata });
  const policy = vap('p', { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, ...check('object.spec.containers.size() <= int(params.data.max)') });
  const binding = (paramRef: object, spec: object = {}): KubeObject => ({ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'b' }, spec: { policyName: 'p', validationActions: ['Deny'], paramRef, ...spec } });

  it('stand beside the policy', () => {
    expect(evaluate(selectionOf([policy, limits('a', '1')]), pod())[0]?.status).toBe('healthy');
    expect(evaluate(selectionOf([policy, limits('a', '0')]), pod())[0]?.status).toBe('unhealthy');
  });

  it('are those that the binding names; among several the worst counts, in one row', () => {
    expect(evaluate(selectionOf([policy, binding({ name: 'b' }), limits('a', '0'), limits('b', '1')]), pod()).map(({ status }) => status)).toEqual(['healthy']);
    const labelled = [limits('a', '1', { labels: { for: 'pods' } }), limits('b', '0', { labels: { for: 'pods' } })];
    expect(evaluate(selectionOf([policy, binding({ selector: { matchLabels: { for: 'pods' } } }), ...labelled]), pod()).map(({ status }) => status)).toEqual(['unhealthy']);
  });

  it('that are missing leave the policy not assessed, or not applicable where the binding allows it', () => {
    expect(evaluate(selectionOf([policy, binding({ name: 'gone' })]), pod())[0]).toMatchObject({ status: 'notAssessed', message: "binding 'b': there is no ConfigMap 'gone'" });
    expect(evaluate(selectionOf([policy, binding({ name: 'gone', parameterNotFoundAction: 'Allow' })]), pod())[0]?.status).toBe('notApplicable');
  });

  it('come with what the binding is about', () => {
    const narrow = binding({ name: 'a' }, { matchResources: { objectSelector: { matchLabels: { tier: 'web' } } } });
    expect(evaluate(selectionOf([policy, narrow, limits('a', '1')]), pod())).toEqual([]);
    expect(evaluate(selectionOf([policy, narrow, limits('a', '1')]), pod({}, { labels: { tier: 'web' } }))).toHaveLength(1);
  });
});

describe('values that are kept', () => {
  it('do not reach the next object', () => {
    const evaluator = createEvaluator(selectionOf(
      vap('a', { variables: [{ name: 'n', expression: 'object.spec.containers.size()' }], ...check('variables.n == 1') }),
      vap('b', { variables: [{ name: 'n', expression: 'object.spec.containers.size()' }], ...check('variables.n == 1') }),
    ));
    const two = pod({ containers: [{ name: 'a' }, { name: 'b' }] });
    const statuses = [pod(), two, pod(), object('apps/v1', 'Deployment', { spec: { template: two } })].map((each) => evaluator.evaluate(each).map(({ status }) => status));
    expect(statuses).toEqual([['healthy', 'healthy'], ['unhealthy', 'unhealthy'], ['healthy', 'healthy'], ['unhealthy', 'unhealthy']]);
  });

  it('cost every policy what they would have cost it', () => {
    const containers = Array.from({ length: 300 }, (_, i) => ({ name: `c${i}` }));
    const all = { name: 'all', expression: 'object.spec.containers.map(a, object.spec.containers.filter(b, b.name == a.name).size())' };
    const policy = (name: string): KubeObject => vap(name, { variables: [all], ...check('variables.all.size() > 0') });
    const alone = evaluate(selectionOf(policy('a')), pod({ containers }));
    const both = evaluate(selectionOf(policy('a'), policy('b')), pod({ containers }));
    expect(both.map(({ status }) => status)).toEqual([alone[0]?.status, alone[0]?.status]);
  });
});

describe('the cost of variables', () => {
  const containers = Array.from({ length: 250 }, (_, i) => ({ name: `c${i}` }));
  const heavy = 'object.spec.containers.filter(a, object.spec.containers.exists(b, b.name == a.name && a.name == "none"))';

  it('has a limit of its own, beside that of the expression that reads it', () => {
    const variables = ['a', 'b', 'c', 'd'].map((name) => ({ name, expression: heavy }));
    const spec = { variables, ...check('variables.a.size() == 0 && variables.b.size() == 0 && variables.c.size() == 0 && variables.d.size() == 0') };
    expect(one({ variables: [{ name: 'a', expression: heavy }], ...check('variables.a.size() == 0') }, pod({ containers }))?.status).toBe('healthy');
    expect(one(spec, pod({ containers }))?.status).toBe('healthy');
    expect(one(check(['a', 'b', 'c', 'd'].map(() => `${heavy}.size() == 0`).join(' && ')), pod({ containers }))?.status).toBe('notAssessed');
  });

  it('is charged to the policy as a whole', () => {
    const variables = Array.from({ length: 40 }, (_, i) => ({ name: `v${i}`, expression: `${heavy}.size() + ${i}` }));
    expect(one({ variables, validations: variables.map(({ name }) => ({ expression: `variables.${name} >= 0`, message: 'x' })) }, pod({ containers }))).toMatchObject({ status: 'notAssessed' });
  });
});

describe('hostile objects', () => {
  const selection = selectionOf(vap('p', { variables: [{ name: 'c', expression: 'object.spec.containers.filter(c, has(c.image))' }], validations: [{ expression: 'variables.c.size() > 0', messageExpression: "'x' + object.metadata.name" }] }));
  const evaluator = createEvaluator(selection);

  it('never throw, and give a row each', () => {
    fc.assert(fc.property(fc.constantFrom('Pod', 'Deployment', 'CronJob'), fc.object({ maxDepth: 4, withNullPrototype: false }), (kind, rest) => {
      const apiVersion = kind === 'Pod' ? 'v1' : kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
      const rows = evaluator.evaluate({ ...rest, apiVersion, kind, metadata: { name: 'x' } } as KubeObject);
      expect(rows).toHaveLength(1);
      expect(rows[0]?.status).toBe('notAssessed');
    }));
  });

  it('with odd names are objects like others', () => {
    const odd = JSON.parse('{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","labels":{"__proto__":"y"}},"spec":{"containers":[{"name":"a","image":"b","__proto__":{"image":"c"}}],"__proto__":null}}') as KubeObject;
    expect(evaluator.evaluate(odd)[0]?.status).toBe('healthy');
  });

  it('nested without end are bounded', () => {
    let nested: unknown = 'x';
    for (let i = 0; i < 50_000; i++) nested = { a: nested };
    expect(evaluator.evaluate(pod({ nested }))).toHaveLength(1);
  });
});

it('plans for many kinds are not kept without end', () => {
  const evaluator = createEvaluator(policiesOf(vap('p', check('true'))).map((policy) => ({ policy, params: null })));
  for (let i = 0; i < 5000; i++) evaluator.evaluate(object(`g${i}.example/v1`, `K${i}`));
  expect(evaluator.evaluate(pod())).toHaveLength(1);
});
