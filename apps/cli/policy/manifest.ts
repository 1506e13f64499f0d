/** Objects as YAML for people and kubectl. */
import { dump } from 'js-yaml';

/** Documents one after the other, separated by `---`. */
export function toYaml(objects: readonly unknown[]): string {
  return objects.map((object) => dump(object, { noRefs: true, lineWidth: 110 })).join('---\n');
}
