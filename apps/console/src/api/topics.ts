import type { ChangeEvent } from '#contract/types.ts';
import type { ReadRouteId } from './client.ts';

export type Topic = ChangeEvent['topic'];

const FINDINGS = ['assessments', 'assignments', 'exemptions', 'environments'] as const;
const IMAGES = ['images', 'exemptions', 'registries'] as const;
const INVENTORY = ['resources', 'assessments', 'environments', 'exemptions'] as const;

/**
 * What each answer of the API depends on. A change event, or an action of this page, asks again for the answers
 * that name its topic. Policies and initiatives come with the product: they change only with its version.
 */
export const TOPICS: Readonly<Record<ReadRouteId, readonly Topic[]>> = {
  whoAmI: [],
  overview: [...FINDINGS, 'resources'],
  listRecommendations: FINDINGS,
  getRecommendation: FINDINGS,
  listAssessments: FINDINGS,
  listEnvironments: ['environments', 'assessments', 'resources'],
  getEnvironment: ['environments', 'assessments', 'resources'],
  listNamespaces: INVENTORY,
  listResources: INVENTORY,
  getResource: INVENTORY,
  listPolicies: [],
  getPolicy: [],
  listInitiatives: [],
  listAssignments: ['assignments'],
  listExemptions: ['exemptions', 'assessments'],
  imageCoverage: ['images', 'registries', 'environments'],
  listImages: IMAGES,
  getImage: IMAGES,
  listImagePackages: IMAGES,
  getImageSbom: ['images'],
  listImageEvents: ['images'],
  listFindings: IMAGES,
  listVulnerabilities: IMAGES,
  getVulnerability: IMAGES,
  listSoftwareUpdates: IMAGES,
  listRegistries: ['registries', 'images'],
  getRegistry: ['registries', 'images'],
  listUsers: ['users'],
  listTokens: ['tokens'],
};
