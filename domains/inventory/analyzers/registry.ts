/** All analyzers. A test walks the disk and fails where a folder is missing here. */
import type { Analyzer } from '#core/packages.ts';
import { analyzer as apk } from './apk/index.ts';
import { analyzer as bunLock } from './bun-lock/index.ts';
import { analyzer as cargoLock } from './cargo-lock/index.ts';
import { analyzer as composerInstalled } from './composer-installed/index.ts';
import { analyzer as composerLock } from './composer-lock/index.ts';
import { analyzer as conanLock } from './conan-lock/index.ts';
import { analyzer as conanfile } from './conanfile/index.ts';
import { analyzer as dotnetDeps } from './dotnet-deps/index.ts';
import { analyzer as dpkg } from './dpkg/index.ts';
import { analyzer as gemfileLock } from './gemfile-lock/index.ts';
import { analyzer as goMod } from './go-mod/index.ts';
import { analyzer as gradleLock } from './gradle-lock/index.ts';
import { analyzer as gradleVerification } from './gradle-verification/index.ts';
import { analyzer as homebrew } from './homebrew/index.ts';
import { analyzer as mavenPom } from './maven-pom/index.ts';
import { analyzer as mixLock } from './mix-lock/index.ts';
import { analyzer as npmLock } from './npm-lock/index.ts';
import { analyzer as nugetLock } from './nuget-lock/index.ts';
import { analyzer as nugetPackagesConfig } from './nuget-packages-config/index.ts';
import { analyzer as pacman } from './pacman/index.ts';
import { analyzer as pnpmLock } from './pnpm-lock/index.ts';
import { analyzer as podfileLock } from './podfile-lock/index.ts';
import { analyzer as portage } from './portage/index.ts';
import { analyzer as pubLock } from './pub-lock/index.ts';
import { analyzer as rebarLock } from './rebar-lock/index.ts';
import { analyzer as rpm } from './rpm/index.ts';
import { analyzer as swiftResolved } from './swift-resolved/index.ts';
import { analyzer as yarnLock } from './yarn-lock/index.ts';

export const ANALYZERS: readonly Analyzer[] = [
  apk, bunLock, cargoLock, composerInstalled, composerLock, conanLock, conanfile, dotnetDeps, dpkg,
  gemfileLock, goMod, gradleLock, gradleVerification, homebrew, mavenPom, mixLock, npmLock, nugetLock,
  nugetPackagesConfig, pacman, pnpmLock, podfileLock, portage, pubLock, rebarLock, rpm, swiftResolved,
  yarnLock,
];
