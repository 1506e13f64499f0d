/** The inventory: facts about objects and the graph between them. */
export { controllerOf, describe, type ObjectFacts, podLabels } from './describe.ts';
export { buildGraph, type GraphOptions } from './graph.ts';
export { isController, podSpecPath } from './kinds.ts';
export { imagesUsed } from './uses.ts';
export { selects, selectsByMap } from './selectors.ts';
export { parsePurl, purl, type PurlParts } from './analyzers/shared/purl.ts';
export { detectOperatingSystem, RELEASE_FILES } from './operating-system/index.ts';
export { type LayerResult, type MergeInput, type MergeResult, mergePackages } from './packages/merge.ts';
