/**
 * Method and path of every route, as plain data: the console and other clients call the API by it without bringing
 * the schemas along. `satisfies` keeps it equal to `ROUTES`: a route that is missing, extra or different does not compile.
 */
import type { ROUTES } from './routes.ts';

/** Server-sent ChangeEvents (scope read). */
export const STREAM_PATH = '/api/v1/events';
/** A page that exchanges the one-time code in its fragment (`/welcome#CODE`) for a session, then opens the console. */
export const WELCOME_PATH = '/welcome';

type Table = { readonly [I in keyof typeof ROUTES]: readonly [(typeof ROUTES)[I]['method'], (typeof ROUTES)[I]['path']] };

export const PATHS = {
  signIn: ['POST', '/api/v1/session'],
  whoAmI: ['GET', '/api/v1/session'],
  signOut: ['DELETE', '/api/v1/session'],
  changePassword: ['PUT', '/api/v1/session/password'],
  overview: ['GET', '/api/v1/overview'],
  listRecommendations: ['GET', '/api/v1/recommendations'],
  getRecommendation: ['GET', '/api/v1/recommendations/:id'],
  listAssessments: ['GET', '/api/v1/assessments'],
  listEnvironments: ['GET', '/api/v1/environments'],
  getEnvironment: ['GET', '/api/v1/environments/:id'],
  createEnvironment: ['POST', '/api/v1/environments'],
  updateEnvironment: ['PATCH', '/api/v1/environments/:id'],
  deleteEnvironment: ['DELETE', '/api/v1/environments/:id'],
  listNamespaces: ['GET', '/api/v1/namespaces'],
  listResources: ['GET', '/api/v1/resources'],
  getResource: ['GET', '/api/v1/resources/:id'],
  listPolicies: ['GET', '/api/v1/policies'],
  getPolicy: ['GET', '/api/v1/policies/:id'],
  listInitiatives: ['GET', '/api/v1/initiatives'],
  listAssignments: ['GET', '/api/v1/assignments'],
  createAssignment: ['POST', '/api/v1/assignments'],
  updateAssignment: ['PATCH', '/api/v1/assignments/:id'],
  deleteAssignment: ['DELETE', '/api/v1/assignments/:id'],
  listExemptions: ['GET', '/api/v1/exemptions'],
  createExemption: ['POST', '/api/v1/exemptions'],
  revokeExemption: ['DELETE', '/api/v1/exemptions/:id'],
  imageCoverage: ['GET', '/api/v1/image-coverage'],
  listImages: ['GET', '/api/v1/images'],
  getImage: ['GET', '/api/v1/images/:id'],
  listImagePackages: ['GET', '/api/v1/images/:id/packages'],
  getImageSbom: ['GET', '/api/v1/images/:id/sbom'],
  scanImage: ['POST', '/api/v1/images/:id/scan'],
  listImageEvents: ['GET', '/api/v1/image-events'],
  listFindings: ['GET', '/api/v1/findings'],
  listVulnerabilities: ['GET', '/api/v1/vulnerabilities'],
  getVulnerability: ['GET', '/api/v1/vulnerabilities/:id'],
  listSoftwareUpdates: ['GET', '/api/v1/software-updates'],
  listRegistries: ['GET', '/api/v1/registries'],
  getRegistry: ['GET', '/api/v1/registries/:id'],
  createRegistry: ['POST', '/api/v1/registries'],
  updateRegistry: ['PATCH', '/api/v1/registries/:id'],
  deleteRegistry: ['DELETE', '/api/v1/registries/:id'],
  syncRegistry: ['POST', '/api/v1/registries/:id/sync'],
  notifyRegistry: ['POST', '/ingest/v1/registries/:id/notifications'],
  listUsers: ['GET', '/api/v1/users'],
  createUser: ['POST', '/api/v1/users'],
  updateUser: ['PATCH', '/api/v1/users/:id'],
  deleteUser: ['DELETE', '/api/v1/users/:id'],
  listTokens: ['GET', '/api/v1/tokens'],
  createToken: ['POST', '/api/v1/tokens'],
  revokeToken: ['DELETE', '/api/v1/tokens/:id'],
} as const satisfies Table;
