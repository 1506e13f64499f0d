/** All fuzz targets. */
import { rmSync } from 'node:fs';
import { advisories, filesOfAdvisories } from './advisories.ts';
import { analyzers } from './analyzers.ts';
import { documents, filesOfDocuments } from './documents.ts';
import { layers } from './layers.ts';
import type { FuzzTarget } from './target.ts';

export const TARGETS: readonly FuzzTarget[] = [...analyzers, ...layers, ...documents, ...advisories];

/** The files that targets wrote. */
export function removeFiles(): void { for (const folder of [filesOfAdvisories, filesOfDocuments]) rmSync(folder, { recursive: true, force: true }); }
