/** Group of an artifact from names that resemble it: a bundle's, a module's, the packages of its classes. */

/** Names under which many publish: none of them is a group. */
const UMBRELLAS: ReadonlySet<string> = new Set(['com.github', 'com.google', 'com.sun', 'io.github', 'net.sourceforge', 'net.sf', 'org.apache', 'org.codehaus', 'org.eclipse', 'org.jboss', 'org.sonatype']);
/** Names that are longer tell more than the group. */
const MAX_SEGMENTS = 3;
/** Of the classes, that many must lie together: what is shaded in is less. */
const MOST = 0.8;

const usable = (segments: readonly string[]): boolean => segments.length >= 2 && !UMBRELLAS.has(segments.join('.'));

/** A name that is said to be the group, unless it cannot be one. */
export const stated = (name: string | undefined): string | undefined => (name !== undefined && usable(name.split('.')) ? name : undefined);

/**
 * The group in a name that ends like the artifact. The bundle plug-in of Maven names a bundle group and artifact in one
 * and says a word once that stands at the end of the group and at the beginning of the artifact
 * (https://felix.apache.org/documentation/subprojects/apache-felix-maven-bundle-plugin-bnd.html, Bundle-SymbolicName):
 * `org.example.tool.core` for the artifact tool-core of org.example.tool.
 * @param keep whether the artifact's first word belongs to the group too where it has several
 */
export function groupFromName(name: string, artifact: string, keep: boolean): string | undefined {
  const own = artifact.replace(/_\d[\d.]*$/, '').split(/[.-]/), first = own[0]!;
  const whole = name.endsWith(`.${artifact}`), rest = whole ? name.slice(0, -artifact.length - 1) : withoutTail(name, own);
  if (rest === undefined) return stated(name.split('.').slice(0, MAX_SEGMENTS).join('.'));
  const kept = rest === '' ? first : `${rest}.${first}`;
  return (keep && own.length > 1 && !whole ? [kept, rest] : [rest, kept]).find((each) => stated(each) !== undefined);
}

/** What stands before the artifact's words, with any of the two signs between them. */
function withoutTail(name: string, tail: readonly string[]): string | undefined {
  const words = [...name.matchAll(/[^.-]+/g)], from = words.length - tail.length;
  if (from < 0 || tail.some((word, index) => word !== words[from + index]![0])) return undefined;
  return name.slice(0, Math.max(0, words[from]!.index - 1));
}

/** The folder that most classes lie in, as a name: `org.example.tool`. */
export function nameOfFolders(folders: ReadonlyMap<string, number>): string | undefined {
  const total = [...folders.values()].reduce((sum, count) => sum + count, 0);
  const roots = new Map<string, number>();
  for (const [folder, count] of folders) {
    const root = folder.split('/').slice(0, 2).join('/');
    roots.set(root, (roots.get(root) ?? 0) + count);
  }
  const root = [...roots].find(([, count]) => count >= MOST * total)?.[0];
  if (root === undefined) return undefined;
  const inside = [...folders.keys()].filter((folder) => folder.startsWith(`${root}/`)).map((folder) => folder.split('/').filter((part) => part !== ''));
  const first = inside[0];
  if (first === undefined) return undefined;
  const common = first.findIndex((part, index) => inside.some((each) => each[index] !== part));
  return first.slice(0, common < 0 ? first.length : common).join('.');
}
