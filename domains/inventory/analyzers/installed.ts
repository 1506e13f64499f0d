/** The analyzers of what is installed: all that images need. Loaded alone by scans, to start sooner. */
import type { Analyzer } from '#core/packages.ts';
import { analyzer as apk } from './apk/index.ts';
import { analyzer as composerInstalled } from './composer-installed/index.ts';
import { analyzer as conda } from './conda/index.ts';
import { analyzer as dotnetDeps } from './dotnet-deps/index.ts';
import { analyzer as dpkg } from './dpkg/index.ts';
import { analyzer as gemspec } from './gemspec/index.ts';
import { analyzer as goBinary } from './go-binary/index.ts';
import { analyzer as homebrew } from './homebrew/index.ts';
import { analyzer as javaArchive } from './java-archive/index.ts';
import { analyzer as npmInstalled } from './npm-installed/index.ts';
import { analyzer as pacman } from './pacman/index.ts';
import { analyzer as portage } from './portage/index.ts';
import { analyzer as pythonArchive } from './python-archive/index.ts';
import { analyzer as pythonInstalled } from './python-installed/index.ts';
import { analyzer as rpm } from './rpm/index.ts';
import { analyzer as rustBinary } from './rust-binary/index.ts';
import { analyzer as sbomCyclonedx } from './sbom-cyclonedx/index.ts';
import { analyzer as sbomSpdx } from './sbom-spdx/index.ts';

export const ANALYZERS: readonly Analyzer[] = [
  apk, composerInstalled, conda, dotnetDeps, dpkg, gemspec, goBinary, homebrew, javaArchive, npmInstalled, pacman,
  portage, pythonArchive, pythonInstalled, rpm, rustBinary, sbomCyclonedx, sbomSpdx,
];
