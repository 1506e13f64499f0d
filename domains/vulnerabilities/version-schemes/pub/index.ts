/** Dart packages: Semantic Versioning, but build metadata takes part: a version with it is newer (pub_semver, "Semantics"). */
import { semanticScheme } from '../shared/semantic.ts';

export const scheme = semanticScheme({ id: 'pub', ecosystems: ['Pub'], aliases: ['dart'], orderedBuild: true });
