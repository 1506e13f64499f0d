/**
 * Begins a new plug-in folder: `npm run new -- policy NAME [--area AREA] [--graph]`.
 * What it writes loads and runs, and fails its own twins until the rule is written: nothing half-done can be merged.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = 'usage: npm run new -- policy NAME [--area workloads] [--graph]   (NAME: small letters, digits, hyphens)';
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

function fail(line: string): never {
  console.error(line);
  process.exit(2);
}

function metadata(name: string): string {
  const title = name[0]!.toUpperCase() + name.slice(1).replaceAll('-', ' ');
  return `metadata:
  name: ${name}
  annotations:
    breakwater.dev/title: ${title}
    breakwater.dev/severity: medium
    breakwater.dev/category: Workloads
    breakwater.dev/description: >-
      What is wrong with an object that fails, and what can happen.
    breakwater.dev/remediation: >-
      What to do about it.
    breakwater.dev/remediation-yaml: |
      spec: {}
    breakwater.dev/references: |
      https://kubernetes.io/docs/
    breakwater.dev/techniques: T1610
`;
}

const objectPolicy = (name: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
${metadata(name)}spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - apiGroups: [""]
        apiVersions: ["v1"]
        operations: [CREATE, UPDATE]
        resources: [pods]
  variables:
    - name: offending
      expression: object.spec.containers.filter(c, c.name == 'replace this condition')
  validations:
    - expression: size(variables.offending) == 0
      message: one line about what is wrong
      messageExpression: >-
        variables.offending.map(c, 'container ' + c.name + ' ...').join('; ')
  auditAnnotations:
    - key: paths
      valueExpression: >-
        size(variables.offending) == 0 ? '' : variables.offending.map(c, 'spec.allContainers[name=' + c.name + ']').join('\\n')
`;

const graphPolicy = (name: string): string => `apiVersion: breakwater.dev/v1
kind: GraphPolicy
${metadata(name)}spec:
  kinds: [Namespace]
`;

const CHECK = `import type { GraphCheck, GraphFinding } from '#core/graph.ts';

/** One finding for each object this policy is about. Pure: the graph is all it sees. */
export const check: GraphCheck = (graph) => graph.namespaces().map((name): GraphFinding => ({
  resource: { apiVersion: 'v1', kind: 'Namespace', namespace: null, name },
  status: 'notAssessed', message: 'the rule is not written yet', path: null,
}));
`;

const OBJECT_FIXTURE = `apiVersion: v1
kind: Pod
metadata: {name: example, namespace: shop}
spec:
  containers:
    - {name: web, image: "registry.example/shop/web:1"}
`;
const GRAPH_FIXTURE = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { area: { type: 'string', default: 'workloads' }, graph: { type: 'boolean', default: false } } });
const [what, name] = positionals;
if (what !== 'policy' || name === undefined) fail(USAGE);
if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) || !/^[a-z0-9-]+$/.test(values.area)) fail(USAGE);
const folder = join(root, 'domains/hardening/policies', values.area, name);
if (existsSync(folder)) fail(`${folder} is already there`);

const files: Readonly<Record<string, string>> = {
  'policy.yaml': values.graph ? graphPolicy(name) : objectPolicy(name),
  ...(values.graph ? { 'check.ts': CHECK } : {}),
  'fixtures/pass/example.yaml': values.graph ? GRAPH_FIXTURE : OBJECT_FIXTURE,
  'fixtures/fail/example.yaml': values.graph ? GRAPH_FIXTURE : OBJECT_FIXTURE,
};
for (const [file, text] of Object.entries(files)) {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${path.slice(root.length + 1)}`);
}
console.log(`next: write the rule, then the twins under fixtures/, then: npm test -- domains/hardening   (docs/add-a-policy.md)`);
