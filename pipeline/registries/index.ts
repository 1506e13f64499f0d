/** Registries are followed: what is pushed is reported for scanning, what is deleted is taken back. */
export { Registries, type RegistriesOptions } from './registries.ts';
