/** CycloneDX 1.6 as JSON: https://cyclonedx.org/docs/1.6/json/ */
import type { Package } from '#core/packages.ts';
import type { ScanArtifact, ScanFinding, ScanResult } from '#core/scans.ts';
import { parseLicense } from '../licenses.ts';
import { purlWithSource, type SbomOptions, serial, shortId } from '../sbom.ts';

const PREFIX = 'breakwater:';
const TYPES: Readonly<Record<ScanArtifact['kind'], string>> = { image: 'container', folder: 'file', file: 'file', sbom: 'application' };

/** The document; `vulnerabilities` are in it where they were matched. */
export function cyclonedx(result: ScanResult, options: SbomOptions): string {
  const refs = result.packages.map((each) => refOf(each));
  const root = `artifact-${shortId(result.artifact.name + (result.artifact.digest ?? ''))}`;
  const system = result.artifact.operatingSystem;
  const systemComponent = system === null ? [] : [{ 'bom-ref': `operating-system-${system.id}`, type: 'operating-system', name: system.id, ...(system.version === '' ? {} : { version: system.version }), description: system.name }];
  return `${JSON.stringify({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: `urn:uuid:${serial(result, options)}`, version: 1,
    metadata: { timestamp: options.time, tools: { components: [{ type: 'application', name: 'breakwater', version: options.version }] }, component: artifact(result.artifact, root) },
    components: [...systemComponent, ...result.packages.map((each, index) => component(each, refs[index]!))],
    dependencies: [{ ref: root, dependsOn: [...new Set(refs)] }],
    // What was not read is said: the list of components is then not complete.
    compositions: [{ aggregate: result.notAssessed.length > 0 ? 'incomplete' : 'complete', assemblies: [root] }],
    ...(result.advisories === null ? {} : { vulnerabilities: result.vulnerabilities.map((each) => vulnerability(each, refs[each.package]!)) }),
    ...(result.notAssessed.length === 0 ? {} : { annotations: [{ subjects: [root], annotator: { component: { type: 'application', name: 'breakwater' } }, timestamp: options.time, text: `Not assessed: ${result.notAssessed.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`)).join('; ')}` }] }),
  }, null, 2)}\n`;
}

/** The package URL is the best name there is; two packages of the same URL differ in where they are from. */
const refOf = (each: Package): string => `${each.purl}${each.purl.includes('#') ? '-' : '#'}${shortId(JSON.stringify([each.name, each.version, each.ecosystem, each.architecture ?? '', each.source ?? '', each.locations]))}`;

function artifact(found: ScanArtifact, ref: string): unknown {
  const properties = [...(found.platform === undefined ? [] : [['platform', found.platform]]), ...(found.configDigest === undefined || found.configDigest === '' ? [] : [['config', found.configDigest]]), ...(found.layers ?? []).map(({ diffId, digest }) => ['layer', diffId || digest])];
  return {
    'bom-ref': ref, type: TYPES[found.kind], name: found.name, ...(found.digest === null ? {} : { version: found.digest }),
    ...(properties.length === 0 ? {} : { properties: properties.map(([name, value]) => ({ name: `${PREFIX}image:${name}`, value })) }),
  };
}

function component(each: Package, ref: string): unknown {
  const licenses = (each.licenses ?? []).map(parseLicense);
  const expression = licenses.length === 1 && licenses[0]!.kind === 'expression' ? licenses[0]! : undefined;
  const slash = /^pkg:(?:npm|golang|composer|swift)\//.test(each.purl) ? -1 : each.purl.startsWith('pkg:maven/') ? each.name.indexOf(':') : -1;
  const properties: [string, string][] = [
    ['analyzer', each.analyzer], ...(each.ecosystem === '' ? [] : [['ecosystem', each.ecosystem] as [string, string]]),
    ...(each.source === undefined ? [] : [['source:name', each.source.name], ['source:version', each.source.version]] as [string, string][]),
    ...each.locations.map(({ layer }) => layer).filter((layer) => layer !== undefined).filter((layer, index, all) => all.indexOf(layer) === index).map((layer) => ['layer', layer] as [string, string]),
  ];
  return {
    'bom-ref': ref, type: 'library', ...(slash > 0 ? { group: each.name.slice(0, slash), name: each.name.slice(slash + 1) } : { name: each.name }), version: each.version,
    ...(each.development === true ? { scope: 'excluded' } : {}),
    ...(licenses.length === 0 ? {} : { licenses: expression === undefined ? licenses.map(({ kind, text }) => ({ license: kind === 'id' ? { id: text } : { name: text } })) : [{ expression: expression.text }] }),
    purl: purlWithSource(each), ...(each.locations.length === 0 ? {} : { evidence: { occurrences: each.locations.map(({ path }) => ({ location: path })) } }),
    properties: properties.map(([name, value]) => ({ name: `${PREFIX}${name}`, value })),
  };
}

const SEVERITIES = { critical: 'critical', high: 'high', medium: 'medium', low: 'low', informational: 'info' } as const;

function vulnerability(each: ScanFinding, ref: string): unknown {
  return {
    id: each.id, ...(each.aliases.length === 0 ? {} : { references: each.aliases.map((id) => ({ id, source: { name: 'OSV', url: `https://osv.dev/vulnerability/${encodeURIComponent(id)}` } })) }),
    ratings: [{ severity: each.severity === null ? 'unknown' : SEVERITIES[each.severity], ...(each.score === null ? {} : { score: each.score }) }],
    ...(each.fixed === null ? {} : { recommendation: `Update to ${each.fixed} or later.` }),
    affects: [{ ref, versions: [{ version: each.installed, status: each.status === 'affected' ? 'affected' : 'unaffected' }] }],
    ...(each.status === 'notAffected' ? { analysis: { state: 'not_affected', detail: each.justification ?? '' } } : {}),
    properties: [{ name: `${PREFIX}kev`, value: String(each.kev) }, ...(each.epss === null ? [] : [{ name: `${PREFIX}epss`, value: String(each.epss) }])],
  };
}
