/**
 * Every route of the HTTP API: who may call it, what goes in, what comes out. The control plane registers exactly
 * these, the OpenAPI document lists exactly these, and a test walks them for 401 and 403.
 */
import { z } from 'zod';
import * as I from './image-schemas.ts';
import * as S from './schemas.ts';

export interface Route {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The scope that a caller needs; null: open to anyone (sign-in only). `session`: any signed-in caller. */
  readonly scope: z.infer<typeof S.Scope> | 'session' | null;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** undefined: 204 without a body. */
  readonly response?: z.ZodType;
  /** 200 where not said otherwise. */
  readonly status?: 201 | 202 | 204;
}

const id = z.object({ id: S.Id });
const r = <const T extends Route>(route: T): T => route;

export const ROUTES = {
  signIn: r({ id: 'signIn', method: 'POST', path: '/api/v1/session', scope: null, summary: 'Sign in with name and password, or with the one-time code of a welcome link; sets the session cookie', body: S.SignIn, response: S.Principal }),
  whoAmI: r({ id: 'whoAmI', method: 'GET', path: '/api/v1/session', scope: 'session', summary: 'Who is calling', response: S.Principal }),
  signOut: r({ id: 'signOut', method: 'DELETE', path: '/api/v1/session', scope: 'session', summary: 'Sign out', status: 204 }),
  changePassword: r({ id: 'changePassword', method: 'PUT', path: '/api/v1/session/password', scope: 'session', summary: 'Change the own password; ends the other sessions', body: S.ChangePassword, status: 204 }),

  overview: r({ id: 'overview', method: 'GET', path: '/api/v1/overview', scope: 'read', summary: 'Score, trend, recommendations by severity, coverage', query: S.EnvironmentQuery, response: S.Overview }),
  listRecommendations: r({ id: 'listRecommendations', method: 'GET', path: '/api/v1/recommendations', scope: 'read', summary: 'Recommendations', query: S.RecommendationQuery, response: S.page(S.Recommendation) }),
  getRecommendation: r({ id: 'getRecommendation', method: 'GET', path: '/api/v1/recommendations/:id', scope: 'read', summary: 'One recommendation with its fix; the id is the policy', params: id, query: S.EnvironmentQuery, response: S.RecommendationDetail }),
  listAssessments: r({ id: 'listAssessments', method: 'GET', path: '/api/v1/assessments', scope: 'read', summary: 'Assessments by policy, resource, status', query: S.AssessmentQuery, response: S.page(S.AssessmentRow) }),

  listEnvironments: r({ id: 'listEnvironments', method: 'GET', path: '/api/v1/environments', scope: 'read', summary: 'Environments with state and coverage', query: S.PageQuery, response: S.page(S.Environment) }),
  getEnvironment: r({ id: 'getEnvironment', method: 'GET', path: '/api/v1/environments/:id', scope: 'read', summary: 'One environment', params: id, response: S.Environment }),
  createEnvironment: r({ id: 'createEnvironment', method: 'POST', path: '/api/v1/environments', scope: 'write', summary: 'Connect a cluster by kubeconfig, or import manifests', body: S.CreateEnvironment, response: S.Environment, status: 201 }),
  updateEnvironment: r({ id: 'updateEnvironment', method: 'PATCH', path: '/api/v1/environments/:id', scope: 'write', summary: 'Rename, renew credentials, replace manifests', params: id, body: S.UpdateEnvironment, response: S.Environment }),
  deleteEnvironment: r({ id: 'deleteEnvironment', method: 'DELETE', path: '/api/v1/environments/:id', scope: 'write', summary: 'Disconnect and forget all that was learned from it', params: id, status: 204 }),

  listNamespaces: r({ id: 'listNamespaces', method: 'GET', path: '/api/v1/namespaces', scope: 'read', summary: 'Namespaces with counts', query: S.PageQuery.extend({ environment: S.Id.optional(), search: z.string().max(200).optional() }), response: S.page(S.NamespaceRow) }),
  listResources: r({ id: 'listResources', method: 'GET', path: '/api/v1/resources', scope: 'read', summary: 'Objects of the inventory', query: S.ResourceQuery, response: S.page(S.Resource) }),
  getResource: r({ id: 'getResource', method: 'GET', path: '/api/v1/resources/:id', scope: 'read', summary: 'One object with what it is related to', params: id, response: S.ResourceDetail }),

  listPolicies: r({ id: 'listPolicies', method: 'GET', path: '/api/v1/policies', scope: 'read', summary: 'Policies', query: S.PageQuery.extend({ search: z.string().max(200).optional(), category: z.string().optional() }), response: S.page(S.PolicySummary) }),
  getPolicy: r({ id: 'getPolicy', method: 'GET', path: '/api/v1/policies/:id', scope: 'read', summary: 'One policy with its manifest', params: id, response: S.PolicyDetail }),
  listInitiatives: r({ id: 'listInitiatives', method: 'GET', path: '/api/v1/initiatives', scope: 'read', summary: 'Initiatives', query: S.PageQuery, response: S.page(S.Initiative) }),
  listAssignments: r({ id: 'listAssignments', method: 'GET', path: '/api/v1/assignments', scope: 'read', summary: 'Assignments', query: S.PageQuery, response: S.page(S.Assignment) }),
  createAssignment: r({ id: 'createAssignment', method: 'POST', path: '/api/v1/assignments', scope: 'write', summary: 'Assign an initiative to a scope', body: S.CreateAssignment, response: S.Assignment, status: 201 }),
  updateAssignment: r({ id: 'updateAssignment', method: 'PATCH', path: '/api/v1/assignments/:id', scope: 'write', summary: 'Change effect or version', params: id, body: S.UpdateAssignment, response: S.Assignment }),
  deleteAssignment: r({ id: 'deleteAssignment', method: 'DELETE', path: '/api/v1/assignments/:id', scope: 'write', summary: 'End an assignment', params: id, status: 204 }),

  listExemptions: r({ id: 'listExemptions', method: 'GET', path: '/api/v1/exemptions', scope: 'read', summary: 'Exemptions, in force and ended', query: S.PageQuery.extend({ policy: S.Id.optional(), state: z.enum(['active', 'expired', 'revoked']).optional() }), response: S.page(S.Exemption) }),
  createExemption: r({ id: 'createExemption', method: 'POST', path: '/api/v1/exemptions', scope: 'write', summary: 'Exempt a scope from a policy until a date', body: S.CreateExemption, response: S.Exemption, status: 201 }),
  revokeExemption: r({ id: 'revokeExemption', method: 'DELETE', path: '/api/v1/exemptions/:id', scope: 'write', summary: 'End an exemption before its date', params: id, status: 204 }),

  imageCoverage: r({ id: 'imageCoverage', method: 'GET', path: '/api/v1/image-coverage', scope: 'read', summary: 'How many of the running images are assessed, what is being scanned, the age of the advisories', query: I.CoverageQuery, response: I.ImageCoverage }),
  listImages: r({ id: 'listImages', method: 'GET', path: '/api/v1/images', scope: 'read', summary: 'Images of clusters and registries, running ones first', query: I.ImageQuery, response: S.page(I.ImageRow) }),
  getImage: r({ id: 'getImage', method: 'GET', path: '/api/v1/images/:id', scope: 'read', summary: 'One image: layers, where it runs, what could not be read, history', params: id, response: I.ImageDetail }),
  listImagePackages: r({ id: 'listImagePackages', method: 'GET', path: '/api/v1/images/:id/packages', scope: 'read', summary: 'Packages of an image', params: id, query: I.PackageQuery, response: S.page(I.PackageRow) }),
  getImageSbom: r({ id: 'getImageSbom', method: 'GET', path: '/api/v1/images/:id/sbom', scope: 'read', summary: 'The software bill of materials of an image', params: id, query: I.SbomQuery, response: I.Sbom }),
  scanImage: r({ id: 'scanImage', method: 'POST', path: '/api/v1/images/:id/scan', scope: 'write', summary: 'Read an image again', params: id, response: I.ImageRow, status: 202 }),
  listImageEvents: r({ id: 'listImageEvents', method: 'GET', path: '/api/v1/image-events', scope: 'read', summary: 'New and resolved findings over time, newest first', query: I.ImageEventQuery, response: S.page(I.ImageEvent) }),
  listFindings: r({ id: 'listFindings', method: 'GET', path: '/api/v1/findings', scope: 'read', summary: 'Vulnerabilities of packages in images, the worst first', query: I.FindingQuery, response: S.page(I.Finding) }),
  listVulnerabilities: r({ id: 'listVulnerabilities', method: 'GET', path: '/api/v1/vulnerabilities', scope: 'read', summary: 'Findings grouped by vulnerability', query: I.VulnerabilityQuery, response: S.page(I.Vulnerability) }),
  getVulnerability: r({ id: 'getVulnerability', method: 'GET', path: '/api/v1/vulnerabilities/:id', scope: 'read', summary: 'One vulnerability: what it is, where it is, what fixes it', params: id, response: I.VulnerabilityDetail }),
  listSoftwareUpdates: r({ id: 'listSoftwareUpdates', method: 'GET', path: '/api/v1/software-updates', scope: 'read', summary: 'Findings grouped by the package to update', query: I.SoftwareUpdateQuery, response: S.page(I.SoftwareUpdate) }),

  listRegistries: r({ id: 'listRegistries', method: 'GET', path: '/api/v1/registries', scope: 'read', summary: 'Connected registries with state and coverage', query: S.PageQuery, response: S.page(I.Registry) }),
  getRegistry: r({ id: 'getRegistry', method: 'GET', path: '/api/v1/registries/:id', scope: 'read', summary: 'One registry', params: id, response: I.Registry }),
  createRegistry: r({ id: 'createRegistry', method: 'POST', path: '/api/v1/registries', scope: 'write', summary: 'Connect a registry; the password is never shown again', body: I.CreateRegistry, response: I.Registry, status: 201 }),
  updateRegistry: r({ id: 'updateRegistry', method: 'PATCH', path: '/api/v1/registries/:id', scope: 'write', summary: 'Rename, change credentials, filters, schedule', params: id, body: I.UpdateRegistry, response: I.Registry }),
  deleteRegistry: r({ id: 'deleteRegistry', method: 'DELETE', path: '/api/v1/registries/:id', scope: 'write', summary: 'Disconnect a registry and forget images that run nowhere', params: id, status: 204 }),
  syncRegistry: r({ id: 'syncRegistry', method: 'POST', path: '/api/v1/registries/:id/sync', scope: 'write', summary: 'List a registry now', params: id, response: I.Registry, status: 202 }),
  notifyRegistry: r({ id: 'notifyRegistry', method: 'POST', path: '/ingest/v1/registries/:id/notifications', scope: 'write', summary: 'Takes push and delete notifications of a registry as they are', params: id, body: I.RegistryNotification, response: I.NotificationAccepted, status: 202 }),

  listUsers: r({ id: 'listUsers', method: 'GET', path: '/api/v1/users', scope: 'admin', summary: 'Users', query: S.PageQuery, response: S.page(S.User) }),
  createUser: r({ id: 'createUser', method: 'POST', path: '/api/v1/users', scope: 'admin', summary: 'Create a user', body: S.CreateUser, response: S.User, status: 201 }),
  updateUser: r({ id: 'updateUser', method: 'PATCH', path: '/api/v1/users/:id', scope: 'admin', summary: 'Change role, scope, password; disable', params: id, body: S.UpdateUser, response: S.User }),
  deleteUser: r({ id: 'deleteUser', method: 'DELETE', path: '/api/v1/users/:id', scope: 'admin', summary: 'Delete a user', params: id, status: 204 }),
  listTokens: r({ id: 'listTokens', method: 'GET', path: '/api/v1/tokens', scope: 'admin', summary: 'API tokens, without their secrets', query: S.PageQuery, response: S.page(S.Token) }),
  createToken: r({ id: 'createToken', method: 'POST', path: '/api/v1/tokens', scope: 'admin', summary: 'Create an API token; the secret is in this answer only', body: S.CreateToken, response: S.CreatedToken, status: 201 }),
  revokeToken: r({ id: 'revokeToken', method: 'DELETE', path: '/api/v1/tokens/:id', scope: 'admin', summary: 'Revoke an API token', params: id, status: 204 }),
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof ROUTES;
/**
 * Besides these: `GET /api/v1/events` (server-sent ChangeEvents, scope read), `GET /api/openapi.json` (session),
 * `GET /metrics` (scope read), `GET /healthz` and `GET /readyz` (open), static files of the console (open).
 */
export { STREAM_PATH } from './paths.ts';
