/** The inventory: facts about objects and the graph between them. */
export { controllerOf, describe, type ObjectFacts, podLabels } from './describe.ts';
export { buildGraph, type GraphOptions } from './graph.ts';
export { isController, podSpecPath } from './kinds.ts';
export { selects, selectsByMap } from './selectors.ts';
