/** What main thread and workers say to each other. */
import type { LayerContents } from '#core/ports/images.ts';
import type { LayerFile } from './layer.ts';
import type { Left } from './room.ts';

/** Where workers find the analyzers: a module that exports `ANALYZERS`. Functions cannot be sent to a worker. */
export interface WorkerSetup { readonly analyzers: string; readonly installedOnly: boolean; readonly texts: readonly string[] }

/** What a worker is started with. `scratch`: the cache, where large files may lie for a while; `gate`: shared by all workers of a pool; `id`: from 1. */
export interface WorkerStart { readonly setup: WorkerSetup; readonly scratch: string | null; readonly gate: Int32Array; readonly id: number }

export interface LayerJob { readonly layer: LayerFile; readonly left: Left; readonly aliases?: readonly (readonly [file: string, name: string])[] }

/** `heavy`: the worker took much memory, and should end to give it back. */
export type JobAnswer = ({ readonly contents: LayerContents } | { readonly failure: string }) & { readonly heavy: boolean };
