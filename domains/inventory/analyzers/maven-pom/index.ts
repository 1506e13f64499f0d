/**
 * pom.xml: the dependencies that a project itself declares (https://maven.apache.org/pom.html), with its own properties
 * and dependencyManagement. What comes from a parent is not in the file: such a version is said to be unknown.
 */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer, type Reading } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { child, childrenOf, childText, type Element, parseXml } from '../shared/xml.ts';

const MAX_EXPANSIONS = 20;
/** Characters of one property: what properties say is a version, a group, an artifact. */
const MAX_VALUE = 256;

type Resolve = (text: string) => string;

/** Replaces `${name}`; a property may name others. What is unknown stays as it is. */
function resolver(project: Element): Resolve {
  const values = new Map<string, string>();
  const parent = child(project, 'parent');
  for (const key of ['groupId', 'artifactId', 'version']) {
    const value = childText(project, key) || childText(parent, key);
    for (const prefix of ['project.', 'pom.', '']) values.set(`${prefix}${key}`, value);
    values.set(`project.parent.${key}`, childText(parent, key));
  }
  for (const property of child(project, 'properties')?.children ?? []) if (property.text.length <= MAX_VALUE) values.set(property.name, property.text);
  return (text) => {
    let at = text;
    for (let i = 0; i < MAX_EXPANSIONS && at.includes('${') && at.length < 4096; i += 1) at = at.replace(/\$\{([^{}]+)\}/g, (whole, name: string) => values.get(name.trim()) || whole);
    return at.trim();
  };
}

const dependenciesOf = (element: Element | undefined): Element[] => childrenOf(child(element, 'dependencies'), 'dependency');

function read(text: string): Reading {
  const project = parseXml(text);
  if (project.name !== 'project') return damaged('is no Maven project');
  const resolve = resolver(project);
  const keyOf = (dependency: Element): string => `${resolve(childText(dependency, 'groupId'))}:${resolve(childText(dependency, 'artifactId'))}`;
  const profiles = childrenOf(child(project, 'profiles'), 'profile').filter((profile) => childText(child(profile, 'activation'), 'activeByDefault') === 'true');
  const places = [project, ...profiles];
  const managed = new Map(places.flatMap((place) => dependenciesOf(child(place, 'dependencyManagement'))).map((dependency) => [keyOf(dependency), childText(dependency, 'version')]));
  const entries: Entry[] = [];
  const problems: { reason: string }[] = [];
  for (const dependency of places.flatMap(dependenciesOf)) {
    const name = keyOf(dependency);
    // Maven refuses a dependency without group or artifact.
    if (/^:|:$/.test(name)) { problems.push({ reason: `a dependency '${name}' has no group or no artifact` }); continue; }
    const stated = resolve(childText(dependency, 'version') || (managed.get(name) ?? ''));
    // A range `[1.0,2.0)` names no version; a lone `[1.0]` does.
    const version = /^\[([^,[\]()]+)\]$/.exec(stated)?.[1] ?? stated;
    const known = version !== '' && !/[${}[\](),]/.test(version);
    if (!known) problems.push({ reason: `the version of ${name} is not written in this file` });
    entries.push({ name, version: known ? version : '', ...(childText(dependency, 'scope') === 'test' ? { development: true } : {}) });
  }
  return { entries, problems };
}

export const analyzer = fileAnalyzer({ id: 'maven-pom', evidence: 'declared', purlType: 'maven', maxBytes: 4 * 1024 * 1024, wants: named('pom.xml') }, (file, tools) => read(tools.text(file.bytes)));
