/**
 * The import table of ARCHITECTURE.md as rules. A folder may import what its row names and nothing else.
 * Tests and fixtures may import anything: they are not part of the product.
 */
const notTest = { pathNot: '\\.(test|suite)\\.ts$' };
const only = (folder, allowed, why) => ({
  name: `${folder.replace(/[^a-z]+/g, '-')}-imports`,
  comment: why,
  severity: 'error',
  from: { path: `^${folder}/`, ...notTest },
  to: { path: '^(core|cel|domains|pipeline|adapters|contract|apps|quality)/', pathNot: `^(${allowed.join('|')})/` },
});
const noNode = (folder) => ({
  name: `${folder.replace(/[^a-z]+/g, '-')}-no-node`,
  comment: 'Pure code: no files, network, clock or process.',
  severity: 'error',
  from: { path: `^${folder}/`, ...notTest },
  to: { dependencyTypes: ['core'] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', comment: 'The recursive parts of the rule language (an expression holds expressions) call each other across files; elsewhere a cycle is a mistake.', severity: 'error', from: { pathNot: '^cel/' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-dev-dependency', severity: 'error', from: { path: '^(core|cel|domains|pipeline|adapters|contract|apps)/', pathNot: '\\.(test|suite|live\\.test)\\.ts$|vite\\.config\\.ts$' }, to: { dependencyTypes: ['npm-dev'], pathNot: '^(apps/console)' } },
    only('core', ['core'], 'core imports itself'),
    only('cel', ['cel'], 'cel imports itself'),
    only('domains/hardening', ['core', 'cel', 'domains/hardening'], 'a domain imports core, cel and itself'),
    only('domains/inventory', ['core', 'cel', 'domains/inventory'], 'a domain imports core, cel and itself'),
    only('domains/vulnerabilities', ['core', 'cel', 'domains/vulnerabilities'], 'a domain imports core, cel and itself'),
    { name: 'plug-in-siblings', comment: 'One plug-in folder never imports a sibling.', severity: 'error', from: { path: '^domains/hardening/policies/([^/]+)/([^/]+)/', ...notTest }, to: { path: '^domains/hardening/policies/', pathNot: '^domains/hardening/policies/$1/$2/' } },
    { name: 'version-scheme-siblings', comment: 'One version scheme never imports another.', severity: 'error', from: { path: '^domains/vulnerabilities/version-schemes/([^/]+)/', ...notTest }, to: { path: '^domains/vulnerabilities/version-schemes/', pathNot: '^domains/vulnerabilities/version-schemes/($1|shared)/' } },
    only('pipeline', ['core', 'domains', 'pipeline'], 'pipeline imports core and the domains'),
    { name: 'pipeline-domain-index', comment: 'pipeline sees a domain through its index.', severity: 'error', from: { path: '^pipeline/', ...notTest }, to: { path: '^domains/', pathNot: '^domains/[^/]+/(index|types)\\.ts$' } },
    only('adapters', ['core', 'contract', 'adapters'], 'an adapter imports core, contract and its own SDK'),
    { name: 'adapter-siblings', comment: 'An adapter never imports another adapter.', severity: 'error', from: { path: '^adapters/([^/]+)/', ...notTest }, to: { path: '^adapters/', pathNot: '^adapters/$1/' } },
    only('contract', ['core', 'contract'], 'contract imports core'),
    only('apps/console', ['apps/console', 'contract', 'core'], 'the console sees the contract and the words'),
    { name: 'app-siblings', comment: 'An app never imports another app. `breakwater up` starts the control plane through its main.ts.', severity: 'error', from: { path: '^apps/([^/]+)/', ...notTest }, to: { path: '^apps/', pathNot: '^apps/$1/|^apps/control-plane/(main|users)\\.ts$' } },
    noNode('core'), noNode('cel'), noNode('domains'), noNode('contract'), noNode('apps/console/src'),
    { name: 'product-without-quality', severity: 'error', from: { path: '^(core|cel|domains|pipeline|adapters|contract|apps)/', pathNot: '\\.(test|suite)\\.ts$' }, to: { path: '^quality/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Tests may import anything, so they are not read.
    exclude: { path: '(^|/)(dist|fixtures|testing)/|\\.(live\\.|browser\\.)?test\\.ts$|\\.(suite|testing)\\.ts$' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: '.dependency-cruiser.resolve.cjs' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'] },
  },
};
