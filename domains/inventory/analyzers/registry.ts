/** All analyzers. A test walks the disk and fails where a folder is missing here. */
import type { Analyzer } from '#core/packages.ts';
import { analyzer as bunLock } from './bun-lock/index.ts';
import { analyzer as cabalFreeze } from './cabal-freeze/index.ts';
import { analyzer as cargoLock } from './cargo-lock/index.ts';
import { analyzer as composerLock } from './composer-lock/index.ts';
import { analyzer as conanLock } from './conan-lock/index.ts';
import { analyzer as conanfile } from './conanfile/index.ts';
import { analyzer as condaEnvironment } from './conda-environment/index.ts';
import { analyzer as gemfileLock } from './gemfile-lock/index.ts';
import { analyzer as goMod } from './go-mod/index.ts';
import { analyzer as gradleLock } from './gradle-lock/index.ts';
import { analyzer as gradleVerification } from './gradle-verification/index.ts';
import { analyzer as mavenPom } from './maven-pom/index.ts';
import { analyzer as mixLock } from './mix-lock/index.ts';
import { analyzer as npmLock } from './npm-lock/index.ts';
import { analyzer as nugetLock } from './nuget-lock/index.ts';
import { analyzer as nugetPackagesConfig } from './nuget-packages-config/index.ts';
import { analyzer as pdmLock } from './pdm-lock/index.ts';
import { analyzer as pipfileLock } from './pipfile-lock/index.ts';
import { analyzer as pnpmLock } from './pnpm-lock/index.ts';
import { analyzer as podfileLock } from './podfile-lock/index.ts';
import { analyzer as poetryLock } from './poetry-lock/index.ts';
import { analyzer as pubLock } from './pub-lock/index.ts';
import { analyzer as pylock } from './pylock/index.ts';
import { analyzer as pythonRequirements } from './python-requirements/index.ts';
import { analyzer as rebarLock } from './rebar-lock/index.ts';
import { analyzer as renvLock } from './renv-lock/index.ts';
import { analyzer as stackLock } from './stack-lock/index.ts';
import { analyzer as swiftResolved } from './swift-resolved/index.ts';
import { analyzer as uvLock } from './uv-lock/index.ts';
import { analyzer as yarnLock } from './yarn-lock/index.ts';
import { ANALYZERS as INSTALLED } from './installed.ts';

export const ANALYZERS: readonly Analyzer[] = [
  ...INSTALLED,
  bunLock, cabalFreeze, cargoLock, composerLock, conanLock, conanfile, condaEnvironment, gemfileLock, goMod,
  gradleLock, gradleVerification, mavenPom, mixLock, npmLock, nugetLock, nugetPackagesConfig, pdmLock, pipfileLock,
  pnpmLock, podfileLock, poetryLock, pubLock, pylock, pythonRequirements, rebarLock, renvLock, stackLock,
  swiftResolved, uvLock, yarnLock,
];
