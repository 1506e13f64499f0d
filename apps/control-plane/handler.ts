/**
 * One handler for each route of the contract. The server authenticates, checks the scope, validates what comes in;
 * a handler gets typed input and the principal's visibility and gives the response body.
 */
import type { z } from 'zod';
import type { ROUTES, Route, RouteId } from '#contract/routes.ts';
import type { Principal } from '#contract/types.ts';

/** Environments that the caller may see; null for all. Handed to every query: the one place where tenancy is decided. */
export type Visibility = readonly string[] | null;

type Input<R extends Route, K extends 'params' | 'query' | 'body'> = R[K] extends z.ZodType ? z.output<R[K]> : undefined;
type Output<R extends Route> = R['response'] extends z.ZodType ? z.input<R['response']> : undefined;

export interface Call<R extends Route> {
  readonly principal: Principal;
  readonly visibility: Visibility;
  readonly params: Input<R, 'params'>;
  readonly query: Input<R, 'query'>;
  readonly body: Input<R, 'body'>;
}

/** Throws ProblemError; the server maps its code to a status (`not-found` 404, `conflict` 409, `invalid` 400, `forbidden` 403). */
export type Handler<R extends Route> = (call: Call<R>) => Promise<Output<R>> | Output<R>;
export type Handlers<K extends RouteId = RouteId> = { readonly [I in K]: Handler<(typeof ROUTES)[I]> };

/** Session, users and tokens; images; registries; all else is posture. */
export type IdentityRoute = 'signIn' | 'whoAmI' | 'signOut' | 'changePassword' | 'listUsers' | 'createUser' | 'updateUser' | 'deleteUser' | 'listTokens' | 'createToken' | 'revokeToken';
export type ImageRoute = 'imageCoverage' | 'listImages' | 'getImage' | 'listImagePackages' | 'getImageSbom' | 'scanImage' | 'listImageEvents' | 'listFindings' | 'listVulnerabilities' | 'getVulnerability' | 'listSoftwareUpdates';
export type RegistryRoute = 'listRegistries' | 'getRegistry' | 'createRegistry' | 'updateRegistry' | 'deleteRegistry' | 'syncRegistry' | 'notifyRegistry';
export type PostureRoute = Exclude<RouteId, IdentityRoute | ImageRoute | RegistryRoute>;
