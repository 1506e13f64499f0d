/** npm and the others that follow Semantic Versioning 2.0.0 (https://semver.org, node-semver). Build metadata does not count. */
import { semanticScheme } from '../shared/semantic.ts';

export const scheme = semanticScheme({
  id: 'semver',
  ecosystems: ['npm', 'SemVer', 'SwiftURL', 'Bitnami', 'GitHub Actions', 'Julia', 'Kubernetes', 'VSCode'],
  aliases: ['node'],
});
