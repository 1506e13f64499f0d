import type { VulnerabilityDetail } from '#contract/types.ts';
import { updatePlace } from '../../app/paths.ts';
import { AnswerRows } from '../../components/images/answer-rows.tsx';
import { PackageName } from '../../components/images/image-cells.tsx';
import { UpdateStep } from '../../components/images/update-list.tsx';
import { Count } from '../../components/table/cells.tsx';
import type { Column } from '../../components/table/types.ts';

type Affected = VulnerabilityDetail['affected'][number];

const columns: readonly Column<Affected>[] = [
  { id: 'package', header: 'images.package', width: 'minmax(0, 1fr)', primary: true, cell: (row) => <PackageName ecosystem={row.ecosystem} name={row.name} /> },
  { id: 'update', header: 'images.update', width: 'minmax(0, 1.8fr)', cell: (row) => <UpdateStep installed={row.installed} fixed={row.fixed} /> },
  { id: 'images', header: 'common.field.images', width: '84px', align: 'end', cell: (row) => <Count value={row.images} /> },
];
const rowKey = (row: Affected): string => `${row.ecosystem} ${row.name}`;
const place = (row: Affected) => updatePlace(row.ecosystem, row.name);

/** Packages that have the vulnerability, with the versions found and the one without it. */
export function AffectedTable({ affected }: { affected: readonly Affected[] }) {
  return <AnswerRows label="images.packages" columns={columns} rows={affected} rowKey={rowKey} rowHeight={48} place={place} empty={{ title: 'images.noPackages', hint: 'images.noVulnerabilitiesHint' }} />;
}
