/** Which analyzer reads the format of a third-party case, under which path, and which cases prove nothing. */
import { basename } from 'node:path';
import type { Row } from './packages.ts';

interface Format {
  readonly analyzer: string | ((path: string) => string);
  /** Path in an image for the path of a test file, where the analyzer goes by paths. */
  readonly place?: (path: string) => string;
}

/** By the extractor of osv-scalibr, or `syft:` and the parser of syft. */
export const FORMATS: Readonly<Record<string, Format>> = {
  'os/apk': { analyzer: 'apk' },
  'os/dpkg': { analyzer: 'dpkg', place: (path) => (path.includes('/status.d/') ? `var/lib/dpkg/status.d/${basename(path)}` : path.includes('/opkg/') ? 'usr/lib/opkg/status' : 'var/lib/dpkg/status') },
  'os/pacman': { analyzer: 'pacman', place: (path) => `var/lib/pacman/local/${basename(path)}/desc` },
  'os/portage': { analyzer: 'portage', place: (path) => `var/db/pkg/category/${basename(path)}/PF` },
  'os/rpm': { analyzer: 'rpm', place: () => 'var/lib/rpm/Packages' },
  'os/homebrew': { analyzer: 'homebrew' },
  'syft:gentoo/cataloger': { analyzer: 'portage', place: (path) => path.slice(path.indexOf('/var/') + 1) },
  'language/cpp/conanlock': { analyzer: 'conan-lock' },
  'syft:cpp/parse_conanfile': { analyzer: 'conanfile' },
  'language/dart/pubspec': { analyzer: 'pub-lock' },
  'language/dotnet/packagesconfig': { analyzer: 'nuget-packages-config' },
  'language/elixir/mixlock': { analyzer: 'mix-lock' },
  'language/erlang/mixlock': { analyzer: 'mix-lock' },
  'syft:erlang/parse_rebar_lock': { analyzer: 'rebar-lock' },
  'language/golang/gomod': { analyzer: 'go-mod' },
  'syft:golang/parse_go_mod': { analyzer: 'go-mod' },
  'language/haskell/cabal': { analyzer: 'cabal-freeze' },
  'language/haskell/stacklock': { analyzer: 'stack-lock' },
  'language/java/archive': { analyzer: 'java-archive' },
  'language/java/gradlelockfile': { analyzer: 'gradle-lock' },
  'language/java/gradleverificationmetadataxml': { analyzer: 'gradle-verification' },
  'language/java/pomxml': { analyzer: 'maven-pom' },
  'syft:java/parse_gradle_lockfile': { analyzer: 'gradle-lock' },
  'language/javascript/bunlock': { analyzer: 'bun-lock' },
  'language/javascript/packagejson': { analyzer: 'npm-installed' },
  'language/javascript/packagelockjson': { analyzer: 'npm-lock', place: (path) => (/(?:package-lock|npm-shrinkwrap)\.json$/.test(path) ? path : `${path}/package-lock.json`) },
  'language/javascript/pnpmlock': { analyzer: 'pnpm-lock' },
  'language/javascript/yarnlock': { analyzer: 'yarn-lock' },
  'syft:javascript/parse_package_lock': { analyzer: 'npm-lock', place: (path) => `${path}/package-lock.json` },
  'syft:javascript/parse_pnpm_lock': { analyzer: 'pnpm-lock' },
  'syft:javascript/parse_yarn_lock': { analyzer: 'yarn-lock' },
  'language/php/composerlock': { analyzer: 'composer-lock' },
  'syft:php/parse_composer_lock': { analyzer: 'composer-lock' },
  'language/python/pdmlock': { analyzer: 'pdm-lock' },
  'language/python/pipfilelock': { analyzer: 'pipfile-lock' },
  'language/python/poetrylock': { analyzer: 'poetry-lock' },
  'language/python/pylock': { analyzer: 'pylock' },
  'language/python/requirements': { analyzer: 'python-requirements' },
  'language/python/uvlock': { analyzer: 'uv-lock' },
  'language/python/wheelegg': { analyzer: (path) => (/\.(?:whl|egg)$/.test(path) ? 'python-archive' : 'python-installed') },
  'syft:python/cataloger': { analyzer: 'python-installed' },
  'syft:python/parse_pdm_lock': { analyzer: 'pdm-lock' },
  'syft:python/parse_poetry_lock': { analyzer: 'poetry-lock' },
  'language/r/renvlock': { analyzer: 'renv-lock' },
  'language/ruby/gemfilelock': { analyzer: 'gemfile-lock' },
  'language/ruby/gemspec': { analyzer: 'gemspec' },
  'syft:ruby/parse_gemfile_lock': { analyzer: 'gemfile-lock' },
  'language/rust/cargoauditable': { analyzer: 'rust-binary' },
  'language/rust/cargolock': { analyzer: 'cargo-lock' },
  'language/swift/packageresolved': { analyzer: 'swift-resolved' },
  'language/swift/podfilelock': { analyzer: 'podfile-lock' },
  'syft:swift/parse_package_resolved': { analyzer: 'swift-resolved' },
  'sbom/cdx': { analyzer: 'sbom-cyclonedx' },
  'sbom/spdx': { analyzer: 'sbom-spdx' },
};

/** Formats that are none of those that analyzers are for, and why. */
export const NOT_IN_SCOPE: Readonly<Record<string, string>> = {
  'language/python/setup': 'setup.py is a program, not a list of packages',
  'syft:python/parse_setup': 'setup.py is a program, not a list of packages',
  'language/python/pyprojecttoml': 'what a project asks for, not what it got: the lock beside it is read',
  'language/rust/cargotoml': 'what a project asks for, not what it got: the lock beside it is read',
  'language/dotnet/csproj': 'what a project asks for, not what it got: the lock beside it is read',
};

/** Cases whose expectation cannot follow from their input. */
export function unusable(row: Row): string | undefined {
  return WITHOUT_THEIR_INPUT[row.id];
}

const OTHER_FILE = 'the version stands in a file that is not part of the input';
const OTHER_MANIFEST = "the manifest was put in by the test's code and is not part of the input";
const WITHOUT_THEIR_INPUT: Readonly<Record<string, string>> = {
  'language/golang/gomod/gomod:351': 'expects what a go.sum says that is not part of the input',
  'language/java/archive/archive:279': OTHER_MANIFEST,
  'language/java/archive/archive:591': OTHER_MANIFEST,
  'language/java/archive/archive:416': "sets a limit of 700 bytes by the other tool's own option",
  ...Object.fromEntries([160, 199, 225, 238, 251, 264, 314].map((line) => [`language/ruby/gemspec/gemspec:${line}`, OTHER_FILE])),
  'os/dpkg/dpkg:433': "asks for packages that are not installed, by the other tool's own option",
  'javascript/parse_yarn_lock:672': "the input is a registry's answer about licences, not the lock",
};
