/** A connection as people give it: checked, and tried before it is kept. */
import { randomBytes } from 'node:crypto';
import type { RegistryCredentials, RegistryFilters, RegistryRecord } from '#core/ports/registries.ts';
import { ProblemError } from '#core/result.ts';
import type { OpenListing } from './follower.ts';
import { parseAddress, repositoryName } from './names.ts';

export interface NewRegistry {
  readonly name: string;
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly plainHttp: boolean;
  readonly filters: RegistryFilters;
  readonly scheduleMinutes: number;
  readonly createdBy: string;
}
export type RegistryChange = Partial<Pick<NewRegistry, 'name' | 'username' | 'password' | 'plainHttp' | 'filters' | 'scheduleMinutes'>>;

/** Whoever connects a registry waits for the answer. */
const CHECK_MS = 15_000;

/** @throws ProblemError `invalid` */
export function recordOf(input: NewRegistry, at: number): RegistryRecord {
  const { host, plainHttp } = parseAddress(input.url);
  return {
    id: `g${randomBytes(9).toString('base64url')}`, name: input.name, host, username: input.username === '' ? null : input.username, plainHttp: input.plainHttp || plainHttp, filters: checkedFilters(host, input.filters),
    scheduleMinutes: input.scheduleMinutes, state: 'connecting', reason: null, since: at, unread: [], repositories: 0, listingSince: null, lastSyncAt: null, nextSyncAt: at, lastNotificationAt: null,
    createdBy: input.createdBy, createdAt: at,
  };
}

/** @throws ProblemError `invalid` */
export function changedRecord(record: RegistryRecord, change: RegistryChange): RegistryRecord {
  return {
    ...record, name: change.name ?? record.name, username: change.username === undefined ? record.username : change.username === '' ? null : change.username, plainHttp: change.plainHttp ?? record.plainHttp,
    filters: change.filters === undefined ? record.filters : checkedFilters(record.host, change.filters), scheduleMinutes: change.scheduleMinutes ?? record.scheduleMinutes,
  };
}

/**
 * Asks the registry whether it takes the credentials. That it cannot be reached now is no fault of what was given.
 * @throws ProblemError `invalid` for what only a person can correct
 */
export async function checkAccess(openListing: OpenListing, { host, plainHttp }: RegistryRecord, credentials: RegistryCredentials | null): Promise<void> {
  try {
    await openListing(host, { credentials, plainHttp, waits: [] }).check(AbortSignal.timeout(CHECK_MS));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return;
    if (!(error instanceof ProblemError)) throw error;
    if (error.code === 'registry.denied' || error.code === 'registry.missing') throw new ProblemError('invalid', error.message, { cause: error });
  }
}

/** Both or none. @throws ProblemError `invalid` */
export function pairOf(username: string | null, password: string | null): RegistryCredentials | null {
  if (username === null || username === '') {
    if (password !== null) throw new ProblemError('invalid', 'body field username: there is a password, but no user name');
    return null;
  }
  if (password === null) throw new ProblemError('invalid', 'body field password: is needed for another user name');
  return { username, password };
}

/** @throws ProblemError `invalid` for names of repositories that cannot be */
function checkedFilters(host: string, filters: RegistryFilters): RegistryFilters {
  const repositories = filters.repositories.map((name) => {
    const found = repositoryName(host, name);
    if (found === null) throw new ProblemError('invalid', `body field filters.repositories: ${name} is no name of a repository (lower-case letters, digits, . _ - and /; patterns stand under include)`);
    return found;
  });
  return { ...filters, repositories };
}
