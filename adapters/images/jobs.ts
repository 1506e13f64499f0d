/** What main thread and workers say to each other. */
import type { LayerContents } from '#core/ports/images.ts';
import type { LayerFile } from './layer.ts';

/** Where workers find the analyzers: a module that exports `ANALYZERS`. Functions cannot be sent to a worker. */
export interface WorkerSetup { readonly analyzers: string; readonly installedOnly: boolean; readonly texts: readonly string[] }

export interface LayerJob { readonly layer: LayerFile; readonly aliases?: readonly (readonly [file: string, name: string])[] }

export type JobAnswer = { readonly contents: LayerContents } | { readonly failure: string };
