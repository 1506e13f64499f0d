export interface ManifestFile { readonly path: string; readonly content: string }
export interface ReadFolder { readonly files: readonly ManifestFile[]; readonly ignored: number; readonly tooLarge: readonly string[] }

/** What the API takes: bytes in one file, and files in one import. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILES = 20_000;
const MANIFEST = /\.(ya?ml|json)$/i;

/** Reads chosen files in the browser. Only YAML and JSON count; what is left out is said, not dropped silently. */
export async function readManifests(chosen: readonly File[]): Promise<ReadFolder> {
  const manifests = chosen.filter((file) => MANIFEST.test(file.name) && !/(^|\/)(\.git|node_modules)\//.test(file.webkitRelativePath));
  const fitting = manifests.filter((file) => file.size <= MOST_BYTES).slice(0, MOST_FILES);
  const files = await Promise.all(fitting.map(async (file) => ({ path: file.webkitRelativePath || file.name, content: await file.text() })));
  return { files, ignored: chosen.length - manifests.length, tooLarge: manifests.filter((file) => !fitting.includes(file)).map((file) => file.webkitRelativePath || file.name) };
}
