import type { Finding } from '#contract/types.ts';
import { herePlace } from '../page-tabs.tsx';
import { Cut, TwoLines } from '../table/cells.tsx';
import type { Column, ListDeclaration } from '../table/types.ts';
import { Ago } from '../time.tsx';
import { findingSeverityFilter, findingStatusFilter, fixableFilter, knownExploitedFilter, runningFilter } from './filters.tsx';
import { ImageName, PackageName } from './image-cells.tsx';
import { Cvss, Epss, FindingSeverity, FindingStatus, FixedIn, KnownExploited } from './marks.tsx';

type Columns = readonly Column<Finding>[];

const severity: Columns = [{ id: 'severity', header: 'common.field.severity', width: '100px', cell: (row) => <FindingSeverity severity={row.severity} /> }];
const vulnerability: Columns = [{ id: 'vulnerability', header: 'images.vulnerability', width: 'minmax(132px, 1.5fr)', primary: true, cell: (row) => <VulnerabilityName row={row} /> }];
const image: Columns = [{ id: 'image', header: 'images.image', width: 'minmax(0, 2fr)', primary: true, cell: (row) => <ImageName reference={row.image.reference} digest={row.image.digest} /> }];
const packages: Columns = [
  { id: 'package', header: 'images.package', width: 'minmax(0, 1.3fr)', cell: (row) => <PackageName ecosystem={row.package.ecosystem} name={row.package.name} /> },
  { id: 'installed', header: 'images.installed', width: 'minmax(0, 1.2fr)', from: 620, cell: (row) => <Cut mono text={row.package.version} /> },
  { id: 'fixed', header: 'images.fixedIn', width: 'minmax(0, 1.2fr)', cell: (row) => <FixedIn version={row.fixed} /> },
];
const scores: Columns = [
  { id: 'score', header: 'images.cvss', width: '52px', align: 'end', from: 760, cell: (row) => <Cvss score={row.score} /> },
  { id: 'epss', header: 'images.epss', width: '60px', align: 'end', from: 880, cell: (row) => <Epss share={row.epss} /> },
];
const status: Columns = [
  { id: 'status', header: 'common.field.status', width: '104px', from: 940, cell: (row) => <FindingStatus finding={row} /> },
  { id: 'since', header: 'common.field.since', width: '100px', from: 1040, cell: (row) => <Ago at={row.since} /> },
];

/** With its best known other name: one that says something new. */
function VulnerabilityName({ row }: { row: Finding }) {
  const other = row.aliases.find((alias) => !alias.includes(row.vulnerability) && !row.vulnerability.includes(alias));
  if (!row.knownExploited && other === undefined) return <Cut text={row.vulnerability} />;
  return <TwoLines first={row.vulnerability} second={row.knownExploited ? <KnownExploited /> : other} />;
}

const base = {
  route: 'listFindings', label: 'images.findings', rowKey: (row: Finding) => row.id, search: 'images.searchFindings', rowHeight: 48,
  place: (row: Finding) => herePlace({ image: row.image.id, vulnerability: row.vulnerability, package: row.package.name }),
  empty: { title: 'images.noFindings', hint: 'images.noFindingsHint' },
} as const;

/** Findings of one image, of one vulnerability, or of one package: what is the same in all rows has no column. */
export type FindingColumns = 'image' | 'vulnerability' | 'package';
export const findingLists: Readonly<Record<FindingColumns, ListDeclaration<'listFindings'>>> = {
  image: { ...base, columns: [...severity, ...vulnerability, ...packages, ...scores, ...status], filters: [findingSeverityFilter, fixableFilter, knownExploitedFilter, findingStatusFilter] },
  vulnerability: { ...base, columns: [...image, ...packages, ...status], filters: [runningFilter, fixableFilter, findingStatusFilter] },
  package: { ...base, columns: [...severity, ...vulnerability.map((column) => ({ ...column, primary: true })), ...image.map((column) => ({ ...column, primary: false })), { id: 'installed', header: 'images.installed', width: 'minmax(0, 1.1fr)', from: 620, cell: (row) => <TwoLines first={row.package.version} second={row.package.name} /> }, ...packages.slice(2), ...scores, ...status], filters: [findingSeverityFilter, runningFilter, fixableFilter, knownExploitedFilter, findingStatusFilter] },
};
