/** Coordinates of an archive without Maven's own record: from its file name and its manifest. */
import { artifactOf, groupOf, type Manifest, versionOf } from './manifest.ts';

export interface Coordinates { readonly group: string; readonly artifact: string; readonly version: string }

/** `commons-codec-1.15.jar`: the version begins at the first hyphen before a digit. */
function fromFileName(file: string): { artifact: string; version: string } | undefined {
  const match = /^(.+?)[-_](\d[\w.+-]*?)(?:[-.](?:sources|javadoc|tests|RELEASE-sources))?\.[A-Za-z]+$/.exec(file);
  return match === null || !/^[A-Za-z0-9][\w.-]*$/.test(match[1]!) ? undefined : { artifact: match[1]!, version: match[2]! };
}

/** A bundle's name is often group and artifact in one: `org.example.tool` for the artifact `tool` or `org.example.tool`. */
function groupFor(name: string, artifact: string): string {
  const at = name.lastIndexOf('.');
  return at > 0 && (name === artifact || name.slice(at + 1) === artifact) ? name.slice(0, at) : name;
}

/** Artifacts that are named like packages carry their group in front. */
const inName = (artifact: string): string | undefined => (/^(?:org|com|net|io|edu|gov|de|uk|fr|jakarta|javax)\.[\w-]+\./.test(artifact) ? artifact.slice(0, artifact.lastIndexOf('.')) : undefined);

/**
 * The coordinates as far as they can be known. Before groups were written like domains they were the artifact's own
 * name (log4j:log4j, commons-io:commons-io): that stands where nothing tells the group.
 */
export function identify(file: string, manifest: Manifest): Coordinates | undefined {
  const named = fromFileName(file);
  const artifact = named?.artifact ?? artifactOf(manifest);
  const version = named?.version ?? versionOf(manifest);
  if (artifact === undefined || version === undefined) return undefined;
  const stated = groupOf(manifest);
  return { artifact, version, group: stated === undefined ? inName(artifact) ?? artifact : groupFor(stated, artifact) };
}
