/** All analyzers. A test walks the disk and fails where a folder is missing here. */
import type { Analyzer } from '#core/packages.ts';
import { analyzer as apk } from './apk/index.ts';
import { analyzer as bunLock } from './bun-lock/index.ts';
import { analyzer as cabalFreeze } from './cabal-freeze/index.ts';
import { analyzer as cargoLock } from './cargo-lock/index.ts';
import { analyzer as composerInstalled } from './composer-installed/index.ts';
import { analyzer as composerLock } from './composer-lock/index.ts';
import { analyzer as conanLock } from './conan-lock/index.ts';
import { analyzer as conanfile } from './conanfile/index.ts';
import { analyzer as conda } from './conda/index.ts';
import { analyzer as condaEnvironment } from './conda-environment/index.ts';
import { analyzer as dotnetDeps } from './dotnet-deps/index.ts';
import { analyzer as dpkg } from './dpkg/index.ts';
import { analyzer as gemfileLock } from './gemfile-lock/index.ts';
import { analyzer as gemspec } from './gemspec/index.ts';
import { analyzer as goBinary } from './go-binary/index.ts';
import { analyzer as goMod } from './go-mod/index.ts';
import { analyzer as gradleLock } from './gradle-lock/index.ts';
import { analyzer as gradleVerification } from './gradle-verification/index.ts';
import { analyzer as homebrew } from './homebrew/index.ts';
import { analyzer as javaArchive } from './java-archive/index.ts';
import { analyzer as mavenPom } from './maven-pom/index.ts';
import { analyzer as mixLock } from './mix-lock/index.ts';
import { analyzer as npmInstalled } from './npm-installed/index.ts';
import { analyzer as npmLock } from './npm-lock/index.ts';
import { analyzer as nugetLock } from './nuget-lock/index.ts';
import { analyzer as nugetPackagesConfig } from './nuget-packages-config/index.ts';
import { analyzer as pacman } from './pacman/index.ts';
import { analyzer as pdmLock } from './pdm-lock/index.ts';
import { analyzer as pipfileLock } from './pipfile-lock/index.ts';
import { analyzer as pnpmLock } from './pnpm-lock/index.ts';
import { analyzer as podfileLock } from './podfile-lock/index.ts';
import { analyzer as poetryLock } from './poetry-lock/index.ts';
import { analyzer as portage } from './portage/index.ts';
import { analyzer as pubLock } from './pub-lock/index.ts';
import { analyzer as pylock } from './pylock/index.ts';
import { analyzer as pythonArchive } from './python-archive/index.ts';
import { analyzer as pythonInstalled } from './python-installed/index.ts';
import { analyzer as pythonRequirements } from './python-requirements/index.ts';
import { analyzer as rebarLock } from './rebar-lock/index.ts';
import { analyzer as renvLock } from './renv-lock/index.ts';
import { analyzer as rpm } from './rpm/index.ts';
import { analyzer as rustBinary } from './rust-binary/index.ts';
import { analyzer as sbomCyclonedx } from './sbom-cyclonedx/index.ts';
import { analyzer as sbomSpdx } from './sbom-spdx/index.ts';
import { analyzer as stackLock } from './stack-lock/index.ts';
import { analyzer as swiftResolved } from './swift-resolved/index.ts';
import { analyzer as uvLock } from './uv-lock/index.ts';
import { analyzer as yarnLock } from './yarn-lock/index.ts';

export const ANALYZERS: readonly Analyzer[] = [
  apk, bunLock, cabalFreeze, cargoLock, composerInstalled, composerLock, conanLock, conanfile, conda,
  condaEnvironment, dotnetDeps, dpkg, gemfileLock, gemspec, goBinary, goMod, gradleLock, gradleVerification,
  homebrew, javaArchive, mavenPom, mixLock, npmInstalled, npmLock, nugetLock, nugetPackagesConfig, pacman,
  pdmLock, pipfileLock, pnpmLock, podfileLock, poetryLock, portage, pubLock, pylock, pythonArchive,
  pythonInstalled, pythonRequirements, rebarLock, renvLock, rpm, rustBinary, sbomCyclonedx, sbomSpdx,
  stackLock, swiftResolved, uvLock, yarnLock,
];
