/** Answers about images from the made-up world, with its exemptions of findings applied. */
import type { Handlers, ImageRoute } from '../../apps/control-plane/handler.ts';
import type { Exemption, Finding, ImageCoverage, ImageDetail, ImageRow, PackageRow, SeverityCounts, SoftwareUpdate, Vulnerability } from '#contract/types.ts';
import { ADVISORIES, type Advisory, PACKAGE_LINES } from './advisories.ts';
import { type FakeImage, type ImageWorld, noCounts } from './image-world.ts';
import { has, listed, must, page, type Publish } from './paging.ts';
import { ago, type World } from './world.ts';

const ORDER = ['critical', 'high', 'medium', 'low', 'informational', 'unknown'] as const satisfies readonly (keyof SeverityCounts)[];
const rank = (advisory: Advisory): number => ORDER.indexOf(advisory.severity ?? 'unknown');
const risk = (a: Advisory, b: Advisory): number => Number(b.knownExploited) - Number(a.knownExploited) || rank(a) - rank(b) || (b.epss ?? 0) - (a.epss ?? 0);
const weight = (counts: SeverityCounts | null): number => (counts === null ? -1 : ORDER.reduce((sum, severity) => sum * 1000 + counts[severity], 0));
const yes = (wanted: string | undefined, is: boolean): boolean => wanted === undefined || (wanted === 'true') === is;

interface ImageFilters { environment?: string | undefined; namespace?: string | undefined; running?: string | undefined; registry?: string | undefined; image?: string | undefined }
interface FindingFilters extends ImageFilters { severity?: string | undefined; fixable?: string | undefined; knownExploited?: string | undefined }

export function fakeImages(publish: Publish, world: World, { images }: ImageWorld): Handlers<ImageRoute> {
  const exemptionOf = (image: FakeImage, advisory: Advisory): Exemption | undefined => world.exemptions.find(({ findings, state }) => findings !== null && state === 'active'
    && (findings.vulnerability === null || findings.vulnerability === advisory.id || advisory.aliases.includes(findings.vulnerability)) && (findings.package === null || findings.package === advisory.package) && (findings.image === null || image.row.reference.startsWith(findings.image)));
  const counts = (image: FakeImage, hold: readonly Advisory[]): SeverityCounts => {
    const found = noCounts();
    for (const advisory of hold) found[advisory.severity ?? 'unknown'] += 1;
    return image.row.scannedAt === null ? noCounts() : found;
  };
  const holding = (image: FakeImage): Advisory[] => image.advisories.filter((advisory) => advisory.status === 'affected' && exemptionOf(image, advisory) === undefined);
  const rowOf = (image: FakeImage): ImageRow => {
    if (image.row.scannedAt === null) return image.row;
    const hold = holding(image);
    return { ...image.row, vulnerabilities: counts(image, hold), fixable: hold.filter(({ fixed }) => fixed !== null).length, knownExploited: hold.filter(({ knownExploited }) => knownExploited).length, exempt: image.advisories.filter((advisory) => exemptionOf(image, advisory) !== undefined).length };
  };
  const imagesIn = (query: ImageFilters): FakeImage[] => images.filter(({ row, uses }) => (query.environment === undefined || row.environments.some(({ id }) => id === query.environment)) && (query.namespace === undefined || uses.some(({ namespace }) => namespace === query.namespace))
    && yes(query.running, row.running) && (query.registry === undefined || row.registry?.id === query.registry) && (query.image === undefined || row.id === query.image));
  const wanted = (advisory: Advisory, query: FindingFilters): boolean => listed(query.severity, advisory.severity ?? 'unknown') && yes(query.fixable, advisory.fixed !== null) && yes(query.knownExploited, advisory.knownExploited);
  const layers = (image: FakeImage) => ['/bin/sh -c #(nop) ADD file:5d673d25da3a14ce1f6cf in /', 'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates curl tini && rm -rf /var/lib/apt/lists/* # buildkit', 'WORKDIR /app', 'COPY node_modules ./node_modules # buildkit', 'COPY server /usr/local/bin/server # buildkit', null]
    .map((createdBy, at) => ({ digest: `sha256:${String(at + 1).repeat(64)}`, diffId: `sha256:${String(at + 2).repeat(64)}`, size: [29_150_000, 14_820_000, 132, 88_412_000, 21_004_000, 4_310_000][at] ?? 0, createdBy, packages: PACKAGE_LINES.filter((line) => line[4] === at).length * 9, vulnerabilities: counts(image, holding(image).filter(({ layer }) => layer === at)) }));
  const findingOf = (image: FakeImage, advisory: Advisory): Finding => ({
    id: `${image.row.id}~${advisory.id}`, vulnerability: advisory.id, aliases: [...advisory.aliases], image: { id: image.row.id, reference: image.row.reference, digest: image.row.digest }, package: { name: advisory.package, version: advisory.installed, ecosystem: advisory.ecosystem, purl: advisory.purl },
    fixed: advisory.fixed, severity: advisory.severity, score: advisory.score, knownExploited: advisory.knownExploited, epss: advisory.epss, status: advisory.status, justification: advisory.status === 'notAffected' ? 'vulnerable_code_not_in_execute_path' : null,
    evidence: [{ record: advisory.ecosystem === 'Debian:12' ? `DEBIAN-${advisory.id}` : advisory.id, ecosystem: advisory.ecosystem, name: advisory.package, version: advisory.installed, range: advisory.fixed === null ? '>= 0' : `>= 0, < ${advisory.fixed}`, fixed: advisory.fixed }],
    layer: `sha256:${String(advisory.layer + 1).repeat(64)}`, path: advisory.path, running: image.row.running, exemption: exemptionOf(image, advisory)?.id ?? null, since: ago(3 + (image.index % 9)),
  });
  /** Advisories that hold somewhere, with the images that have them. */
  const grouped = (query: FindingFilters): Map<Advisory, FakeImage[]> => {
    const groups = new Map<Advisory, FakeImage[]>();
    for (const image of imagesIn(query)) for (const advisory of holding(image)) if (wanted(advisory, query)) groups.set(advisory, [...(groups.get(advisory) ?? []), image]);
    return groups;
  };
  const workloadsOf = (of: readonly FakeImage[]) => new Map(of.flatMap(({ uses }) => uses).map((use) => [use.resourceId, use]));
  const vulnerabilityOf = (advisory: Advisory, of: readonly FakeImage[]): Vulnerability => ({
    id: advisory.id, aliases: [...advisory.aliases], summary: advisory.summary, severity: advisory.severity, score: advisory.score, knownExploited: advisory.knownExploited, epss: advisory.epss, fixable: advisory.fixed === null ? 'none' : advisory.layer === 1 ? 'some' : 'all',
    images: of.length, runningImages: of.filter(({ row }) => row.running).length, workloads: workloadsOf(of).size, packages: [advisory.package], exempt: images.filter((image) => image.advisories.includes(advisory) && exemptionOf(image, advisory) !== undefined).length, since: ago(2 + (advisory.id.length % 9)),
  });
  const coverageOf = (environment: string | undefined): ImageCoverage => {
    const running = imagesIn({ environment, running: 'true' }).map(({ row }) => row);
    const reasons = Map.groupBy(running.filter(({ state }) => state === 'notAssessed'), ({ reason }) => reason ?? '');
    const scanning = images.filter(({ row }) => row.state === 'scanning' && row.running);
    return {
      running: running.length, assessed: running.filter(({ state, scannedAt }) => state === 'assessed' || (state === 'scanning' && scannedAt !== null)).length, pending: running.filter(({ state, scannedAt }) => state === 'pending' || (state === 'scanning' && scannedAt === null)).length, notAssessed: running.filter(({ state }) => state === 'notAssessed').length,
      reasons: [...reasons].map(([reason, of]) => ({ reason, images: of.length })).sort((a, b) => b.images - a.images), images: images.length, queued: images.filter(({ row }) => row.state === 'pending').length,
      scanning: scanning.map(({ row, index }) => ({ id: row.id, reference: row.reference, done: index * 2_000_000 + 11_000_000, total: 90_000_000, startedAt: ago(0.0003) })), advisories: { ...world.advisories },
    };
  };
  const imageAt = (id: string): FakeImage => must(images.find(({ row }) => row.id === id), `image ${id}`);

  return {
    imageCoverage: ({ query }) => coverageOf(query.environment),
    listImages: ({ query }) => {
      const rows = imagesIn(query).filter(({ row, uses, advisories }) => listed(query.state, row.state) && (query.reason === undefined || row.reason === query.reason) && (query.resource === undefined || uses.some(({ resourceId }) => resourceId === query.resource)) && has(`${row.references.join(' ')} ${row.digest}`, query.search)
        && ((query.severity === undefined && query.fixable === undefined && query.knownExploited === undefined) || advisories.some((advisory) => wanted(advisory, query)))).map(rowOf);
      const by = { risk: (a: ImageRow, b: ImageRow) => Number(b.running) - Number(a.running) || weight(b.vulnerabilities) - weight(a.vulnerabilities), name: (a: ImageRow, b: ImageRow) => a.reference.localeCompare(b.reference), scanned: (a: ImageRow, b: ImageRow) => (b.scannedAt ?? '').localeCompare(a.scannedAt ?? '') };
      return page(rows.sort(by[query.sort]), query);
    },
    getImage: ({ params }): ImageDetail => {
      const image = imageAt(params.id);
      const known = image.row.scannedAt !== null;
      const event = { image: { id: image.row.id, reference: image.row.reference } };
      const worst = image.advisories.toSorted(risk);
      return {
        ...rowOf(image), layers: known ? layers(image) : [], uses: [...image.uses], labels: { 'org.opencontainers.image.source': 'https://git.shop.example/shop' },
        unread: image.row.notAssessed === 0 ? [] : [{ path: 'opt/vendor/agent.jar', reason: 'the archive ends before its directory: cannot be read as a jar' }, { path: 'usr/share/data/bundle.tar', reason: 'larger than 2 GB: not opened' }],
        history: !known ? [] : [
          { ...event, id: 'ev-3', at: ago(0.05), cause: 'advisories', added: 2, resolved: 0, worst: 'high', vulnerabilities: worst.slice(0, 2).map(({ id }) => id), reason: null },
          { ...event, id: 'ev-2', at: ago(1.4), cause: 'failure', added: 0, resolved: 0, worst: null, vulnerabilities: [], reason: 'registry.internal did not answer within 30 s' },
          { ...event, id: 'ev-1', at: ago(4), cause: 'scan', added: image.advisories.length, resolved: 3, worst: 'critical', vulnerabilities: worst.slice(0, 20).map(({ id }) => id), reason: null },
        ],
      };
    },
    listImagePackages: ({ params, query }) => {
      const image = imageAt(params.id);
      if (image.row.scannedAt === null) return page([], query);
      const hold = Map.groupBy(holding(image), (advisory) => advisory.package);
      const rows: PackageRow[] = Array.from({ length: image.row.packages ?? 0 }, (_, at) => {
        const [name = '', ecosystem = '', version = '', , layer = 0] = PACKAGE_LINES[at % PACKAGE_LINES.length] ?? [];
        const first = at < PACKAGE_LINES.length;
        const own = first ? (hold.get(name) ?? []) : [];
        return { name: first ? name : `${name}-${Math.floor(at / PACKAGE_LINES.length)}`, version, ecosystem, purl: `pkg:generic/${name}@${version}#${at}`, licenses: at % 3 === 0 ? ['MIT'] : at % 3 === 1 ? ['Apache-2.0', 'GPL-2.0-only'] : [], layer: `sha256:${String(layer + 1).repeat(64)}`, paths: ['var/lib/dpkg/status', 'usr/share/doc'], vulnerabilities: counts(image, own), fixed: own.find(({ fixed }) => fixed !== null)?.fixed ?? null };
      });
      return page(rows.filter((row) => has(row.name, query.search) && (query.layer === undefined || row.layer === query.layer) && yes(query.vulnerable, weight(row.vulnerabilities) > 0)), query);
    },
    getImageSbom: ({ params, query }) => (query.format === 'spdx' ? { spdxVersion: 'SPDX-2.3', name: imageAt(params.id).row.reference } : { bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { name: imageAt(params.id).row.reference } } }),
    scanImage: ({ params }) => {
      const { row } = imageAt(params.id);
      Object.assign(row, { state: 'pending', reason: null });
      publish('images', null);
      return row;
    },
    listImageEvents: ({ query }) => page([], query),
    listFindings: ({ query }) => page(imagesIn(query).flatMap((image) => image.advisories.filter((advisory) => wanted(advisory, query) && (query.vulnerability === undefined || advisory.id === query.vulnerability) && (query.package === undefined || advisory.package === query.package) && (query.ecosystem === undefined || advisory.ecosystem === query.ecosystem)
      && (query.status === undefined || advisory.status === query.status) && has(`${advisory.id} ${advisory.package}`, query.search)).map((advisory) => ({ image, advisory }))).sort((a, b) => risk(a.advisory, b.advisory)).map(({ image, advisory }) => findingOf(image, advisory)).filter((finding) => yes(query.exempt, finding.exemption !== null)), query),
    listVulnerabilities: ({ query }) => {
      const rows = [...grouped(query)].filter(([advisory]) => has(`${advisory.id} ${advisory.aliases.join(' ')} ${advisory.summary} ${advisory.package}`, query.search)).sort(([a], [b]) => risk(a, b)).map(([advisory, of]) => vulnerabilityOf(advisory, of));
      const by = { risk: () => 0, images: (a: Vulnerability, b: Vulnerability) => b.runningImages - a.runningImages, epss: (a: Vulnerability, b: Vulnerability) => (b.epss ?? 0) - (a.epss ?? 0), newest: (a: Vulnerability, b: Vulnerability) => b.since.localeCompare(a.since) };
      return page(rows.sort(by[query.sort]), query);
    },
    getVulnerability: ({ params }) => {
      const advisory = must(ADVISORIES.find(({ id }) => id === params.id), `vulnerability ${params.id}`);
      const of = images.filter((image) => image.advisories.includes(advisory));
      return {
        ...vulnerabilityOf(advisory, of), details: `### What happens\n${advisory.summary}. Whoever can send such input to a service that uses \`${advisory.package}\` can make it answer wrongly, or stop.\n\n### Without the update\nLimit the size of what is accepted, and keep the service from the internet until it is updated.`,
        references: [{ type: 'ADVISORY', url: `https://nvd.example/vuln/detail/${advisory.id}` }, { type: 'FIX', url: `https://git.example/${advisory.package}/commit/4f2a9c1be77d` }, { type: 'WEB', url: 'javascript:alert(1)' }], published: ago(60), modified: ago(4),
        vectors: advisory.score === null ? [] : [{ type: 'CVSS_V3', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }], kev: advisory.knownExploited ? { added: ago(20), due: ago(-1), ransomware: true } : null, percentile: advisory.epss === null ? null : 0.97,
        affected: [{ ecosystem: advisory.ecosystem, name: advisory.package, installed: [advisory.installed], fixed: advisory.fixed, images: of.length }], uses: [...workloadsOf(of).values()].slice(0, 200),
      };
    },
    listSoftwareUpdates: ({ query }) => {
      const packages = Map.groupBy([...grouped(query)], ([advisory]) => `${advisory.ecosystem}/${advisory.package}`);
      const rows = [...packages].map(([id, group]): SoftwareUpdate => {
        const [first] = group[0] ?? [];
        const of = [...new Set(group.flatMap(([, each]) => each))];
        const found = noCounts();
        for (const [advisory] of group) found[advisory.severity ?? 'unknown'] += 1;
        return { id, ecosystem: first?.ecosystem ?? '', package: first?.package ?? '', installed: [first?.installed ?? ''], fixed: group.find(([advisory]) => advisory.fixed !== null)?.[0].fixed ?? null, images: of.length, runningImages: of.filter(({ row }) => row.running).length, workloads: workloadsOf(of).size, owners: [...workloadsOf(of).values()].slice(0, 200).map(({ workload, environment, resourceId }) => ({ ...workload, environment, resourceId })), vulnerabilities: found, knownExploited: group.filter(([advisory]) => advisory.knownExploited).length, identifiers: group.map(([advisory]) => advisory.id) };
      }).filter((row) => has(row.package, query.search));
      const by = { risk: (a: SoftwareUpdate, b: SoftwareUpdate) => weight(b.vulnerabilities) - weight(a.vulnerabilities), images: (a: SoftwareUpdate, b: SoftwareUpdate) => b.runningImages - a.runningImages, name: (a: SoftwareUpdate, b: SoftwareUpdate) => a.package.localeCompare(b.package) };
      return page(rows.sort(by[query.sort]), query);
    },
  };
}
