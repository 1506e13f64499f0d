/** Every page of the console, with an address in the made-up world. */
export const PLACES: Readonly<Record<string, string>> = {
  overview: '/', recommendations: '/recommendations', recommendation: '/recommendations/privileged-containers', 'recommendation-not-assessed': '/recommendations/privileged-containers?status=notAssessed',
  environments: '/inventory/environments', clusters: '/inventory/clusters', namespaces: '/inventory/namespaces', workloads: '/inventory/workloads', resources: '/inventory/resources',
  environment: '/environments/env-prod', 'environment-not-assessed': '/environments/env-staging', 'environment-coverage': '/environments/env-prod?tab=coverage', sample: '/environments/env-sample',
  namespace: '/environments/env-prod/namespaces/payments', resource: '/resources/env-prod-w3', 'resource-yaml': '/resources/env-prod-w3?tab=yaml', 'resource-related': '/resources/env-prod-w3?tab=related',
  initiatives: '/initiatives', assignments: '/initiatives?tab=assignments', policies: '/initiatives?tab=policies', initiative: '/initiatives/pod-security-baseline', policy: '/policies/privileged-containers', 'policy-graph': '/policies/network-policy',
  exemptions: '/exemptions', users: '/settings/users', tokens: '/settings/tokens', about: '/settings/about', missing: '/nowhere',
};
