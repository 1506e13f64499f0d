import { ADVISORIES, type Advisory } from './advisories.ts';

/** Known to be exploited, and found in the image with the most findings (img-9 has those from 333 on). */
const WORST = ADVISORIES.slice(333).find(({ knownExploited, severity, status, ecosystem }) => knownExploited && severity === 'critical' && status === 'affected' && ecosystem === 'Debian:12') as Advisory;

/** Every page of the console, with an address in the made-up world. */
export const PLACES: Readonly<Record<string, string>> = {
  overview: '/', recommendations: '/recommendations', recommendation: '/recommendations/privileged-containers', 'recommendation-not-assessed': '/recommendations/privileged-containers?status=notAssessed',
  environments: '/inventory/environments', clusters: '/inventory/clusters', namespaces: '/inventory/namespaces', workloads: '/inventory/workloads', resources: '/inventory/resources',
  environment: '/environments/env-prod', 'environment-not-assessed': '/environments/env-staging', 'environment-coverage': '/environments/env-prod?tab=coverage', sample: '/environments/env-sample',
  namespace: '/environments/env-prod/namespaces/payments', resource: '/resources/env-prod-w3', 'resource-yaml': '/resources/env-prod-w3?tab=yaml', 'resource-related': '/resources/env-prod-w3?tab=related',
  initiatives: '/initiatives', assignments: '/initiatives?tab=assignments', policies: '/initiatives?tab=policies', initiative: '/initiatives/pod-security-baseline', policy: '/policies/privileged-containers', 'policy-graph': '/policies/network-policy',
  images: '/images', image: '/images/img-9', 'image-finding': `/images/img-9?image=img-9&vulnerability=${WORST.id}&package=${WORST.package}`,
  'image-refused': '/images/img-7', 'image-scanning': '/images/img-3',
  vulnerabilities: '/vulnerabilities', updates: '/vulnerabilities?tab=updates', vulnerability: `/vulnerabilities/${WORST.id}`, update: `/software-updates/${WORST.ecosystem}/${WORST.package}`,
  'running-images': '/recommendations/running-images-vulnerabilities',
  'workload-images': '/resources/env-prod-w3?tab=images', registries: '/settings/registries', registry: '/registries/reg-internal',
  exemptions: '/exemptions', users: '/settings/users', tokens: '/settings/tokens', about: '/settings/about', missing: '/nowhere',
};

/** Further tabs and states of the same pages: looked at in two of the views. */
export const DETAILS: Readonly<Record<string, string>> = {
  'images-all': '/images?tab=all&registry=reg-harbor', 'images-not-assessed': '/images?state=notAssessed', 'image-by-package': '/images/img-9?view=packages', 'image-not-affected': '/images/img-9?status=notAffected',
  'image-packages': '/images/img-9?tab=packages', 'image-layers': '/images/img-9?tab=layers', 'image-uses': '/images/img-9?tab=uses', 'image-unread': '/images/img-8?tab=unread',
  'image-history': '/images/img-9?tab=history', 'image-waiting': '/images/img-5', 'vulnerability-workloads': `/vulnerabilities/${WORST.id}?tab=workloads`, 'vulnerability-packages': `/vulnerabilities/${WORST.id}?tab=packages`,
  'update-workloads': `/software-updates/${WORST.ecosystem}/${WORST.package}?tab=workloads`, 'running-images-by-vulnerability': '/recommendations/running-images-vulnerabilities?tab=vulnerabilities', 'running-images-by-update': '/recommendations/running-images-vulnerabilities?tab=updates', 'running-images-by-workload': '/recommendations/running-images-vulnerabilities?tab=workloads',
  'running-images-not-assessed': '/recommendations/running-images-vulnerabilities?tab=unassessed', 'registry-not-assessed': '/registries/reg-harbor',
};
