import type { LinkProps } from '@tanstack/react-router';
import type { PageSearch } from './search.ts';

/** Where a link of the console goes. One function for each kind of page, so that no page spells an address. */
export type Place = Pick<LinkProps, 'to' | 'params' | 'search'>;

const place = (to: string, params: Record<string, string> = {}, search?: PageSearch): Place =>
  ({ to, params, ...(search === undefined ? {} : { search }) }) as Place;

export const overviewPlace = (search?: PageSearch): Place => place('/', {}, search);
export const recommendationsPlace = (search?: PageSearch): Place => place('/recommendations', {}, search);
export const recommendationPlace = (policy: string, search?: PageSearch): Place => place('/recommendations/$policy', { policy }, search);
export type InventoryTab = 'environments' | 'clusters' | 'namespaces' | 'workloads' | 'resources';
export const inventoryPlace = (tab: InventoryTab = 'environments', search?: PageSearch): Place => place(`/inventory/${tab}`, {}, search);
export const environmentPlace = (environment: string, search?: PageSearch): Place => place('/environments/$environment', { environment }, search);
export const namespacePlace = (environment: string, namespace: string, search?: PageSearch): Place => place('/environments/$environment/namespaces/$namespace', { environment, namespace }, search);
export const resourcePlace = (resource: string, search?: PageSearch): Place => place('/resources/$resource', { resource }, search);
export const initiativesPlace = (search?: PageSearch): Place => place('/initiatives', {}, search);
export const initiativePlace = (initiative: string): Place => place('/initiatives/$initiative', { initiative });
export const policyPlace = (policy: string): Place => place('/policies/$policy', { policy });
export const exemptionsPlace = (search?: PageSearch): Place => place('/exemptions', {}, search);
export const imagesPlace = (search?: PageSearch): Place => place('/images', {}, search);
export const imagePlace = (image: string, search?: PageSearch): Place => place('/images/$image', { image }, search);
export const vulnerabilitiesPlace = (search?: PageSearch): Place => place('/vulnerabilities', {}, search);
export const vulnerabilityPlace = (vulnerability: string, search?: PageSearch): Place => place('/vulnerabilities/$vulnerability', { vulnerability }, search);
export const updatePlace = (ecosystem: string, name: string, search?: PageSearch): Place => place('/software-updates/$ecosystem/$name', { ecosystem, name }, search);
export const registryPlace = (registry: string): Place => place('/registries/$registry', { registry });
export type SettingsTab = 'registries' | 'users' | 'tokens' | 'about';
export const settingsPlace = (tab: SettingsTab = 'registries'): Place => place(`/settings/${tab}`);
