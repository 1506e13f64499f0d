/** Coordinates of an archive without Maven's own record: from its file name, its manifest and its classes. */
import { familyGroup } from './families.ts';
import { groupFromName, nameOfFolders, stated } from './groups.ts';
import { artifactOf, type Manifest, moduleName, symbolicName, vendorIdOf, vendorOf, versionOf } from './manifest.ts';

export interface Coordinates { readonly group: string; readonly artifact: string; readonly version: string }

const MAX_NAME = 255;
/** Real programs have some thousands; what lies in more says nothing more. */
const MAX_FOLDERS = 5_000;

/** `commons-codec-1.15.jar`: the version begins at the first hyphen before a digit; `_2.13` names the Scala that it is for. */
export function fromFileName(file: string): { artifact: string; version: string } | undefined {
  // Members of archives may have names of 64 KiB; no file system has them, and patterns take their time.
  if (file.length > MAX_NAME) return undefined;
  const match = /^(.+?_(?:2\.\d+|3))-(\d[\w.+-]*?)\.[A-Za-z]+$/.exec(file) ?? /^(.+?)[-_](\d[\w.+-]*?)(?:[-.](?:sources|javadoc|tests|RELEASE-sources))?\.[A-Za-z]+$/.exec(file);
  return match === null || !/^[A-Za-z0-9][\w.-]*$/.test(match[1]!) ? undefined : { artifact: match[1]!, version: match[2]! };
}

/** Artifacts that are named like packages carry their group in front. */
const inName = (artifact: string): string | undefined => (/^(?:org|com|net|io|edu|gov|de|uk|fr|jakarta|javax)\.[\w-]+\./.test(artifact) ? artifact.slice(0, artifact.lastIndexOf('.')) : undefined);

/** Folders of classes with how many each holds; what the archive brings for others (META-INF, WEB-INF) is not its own. */
function classFolders(members: Iterable<string>): ReadonlyMap<string, number> {
  const folders = new Map<string, number>();
  for (const member of members) {
    if (!/\.(?:class|kotlin_metadata)$/.test(member) || /^[A-Z]+-INF\//.test(member)) continue;
    const folder = member.slice(0, member.lastIndexOf('/') + 1);
    if (folder.length > MAX_NAME || (folders.size === MAX_FOLDERS && !folders.has(folder))) continue;
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return folders;
}

/**
 * The coordinates as far as they can be known. Before groups were written like domains they were the artifact's own
 * name (log4j:log4j, commons-io:commons-io): that stands where nothing tells the group.
 * @param members names of all members of the archive
 */
export function identify(file: string, manifest: Manifest, members: Iterable<string>): Coordinates | undefined {
  const named = fromFileName(file), bundle = symbolicName(manifest), module = moduleName(manifest);
  const artifact = named?.artifact ?? artifactOf(manifest) ?? /\.([\w]+(?:-[\w]+)+)$/.exec(bundle ?? '')?.[1];
  const version = named?.version ?? versionOf(manifest);
  if (artifact === undefined || version === undefined) return undefined;
  const folders = classFolders(members), classes = nameOfFolders(folders);
  const from = (name: string | undefined, keep: boolean): string | undefined => (name === undefined ? undefined : groupFromName(name, artifact, keep));
  const group = familyGroup(artifact, version, { folders: new Set(folders.keys()), module: module ?? '' })
    // Maven writes its group as it is into this line.
    ?? stated(vendorIdOf(manifest))
    ?? from(bundle, true) ?? from(vendorOf(manifest), true) ?? from(module, false) ?? from(classes, true) ?? inName(artifact);
  return { artifact, version, group: group ?? artifact };
}
