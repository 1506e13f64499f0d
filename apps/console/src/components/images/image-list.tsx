import type { ImageRow } from '#contract/types.ts';
import { imagePlace } from '../../app/paths.ts';
import { TwoLines } from '../table/cells.tsx';
import { namespaceFilter } from '../table/filters.tsx';
import type { Column, ListDeclaration } from '../table/types.ts';
import { Ago } from '../time.tsx';
import { shortSystem } from '../../lib/image-name.ts';
import { findingSeverityFilter, fixableFilter, imageStateFilter, knownExploitedFilter, reasonFilter, registryFilter } from './filters.tsx';
import { ImageFindings, ImageName, ImageStateCell, MaybeCount, RunsIn, WhyNot } from './image-cells.tsx';
import { KnownExploitedCount } from './marks.tsx';

type Columns = readonly Column<ImageRow>[];

const name: Columns = [
  { id: 'image', header: 'images.image', width: 'minmax(0, 2.4fr)', primary: true, cell: (row) => <ImageName reference={row.reference} digest={row.digest} />, sort: { value: 'name', direction: 'ascending' } },
];
const place: Columns = [{ id: 'runs', header: 'images.runsIn', width: 'minmax(0, 1.3fr)', from: 700, cell: (row) => <RunsIn row={row} /> }];
const content: Columns = [
  { id: 'state', header: 'common.field.state', width: 'minmax(128px, 1.1fr)', cell: (row) => <ImageStateCell row={row} /> },
  { id: 'os', header: 'images.operatingSystem', width: '116px', from: 1060, cell: (row) => <TwoLines first={row.operatingSystem === null ? '–' : shortSystem(row.operatingSystem)} second={row.platform} /> },
  { id: 'packages', header: 'images.packages', width: '68px', align: 'end', from: 1060, cell: (row) => <MaybeCount value={row.packages} /> },
  { id: 'findings', header: 'images.vulnerabilities', width: '216px', cell: (row) => <ImageFindings row={row} />, sort: { value: 'risk', direction: 'descending' } },
  { id: 'fixable', header: 'images.fixable', width: '64px', align: 'end', from: 860, cell: (row) => <MaybeCount value={row.fixable} /> },
  { id: 'kev', header: 'images.kev', width: '48px', align: 'end', from: 640, cell: (row) => <KnownExploitedCount value={row.knownExploited} /> },
  { id: 'scanned', header: 'images.scanned', width: '100px', from: 1180, cell: (row) => (row.scannedAt === null ? '–' : <Ago at={row.scannedAt} />), sort: { value: 'scanned', direction: 'descending' } },
];

/** Images with what was found in them, the riskiest first. */
export const imageList: ListDeclaration<'listImages'> = {
  route: 'listImages', label: 'images.title', rowKey: (row: ImageRow) => row.id, place: (row) => imagePlace(row.id), search: 'images.search', defaultSort: 'risk', rowHeight: 56,
  filters: [imageStateFilter, findingSeverityFilter, fixableFilter, knownExploitedFilter, registryFilter, namespaceFilter, reasonFilter],
  columns: [...name, ...place, ...content],
  empty: { title: 'images.noRunning', hint: 'images.noRunningHint' },
};

/** Images of which nothing is known, and why. */
export const unassessedList: ListDeclaration<'listImages'> = {
  ...imageList, label: 'images.unassessed', filters: [reasonFilter, registryFilter, namespaceFilter],
  columns: [
    ...name, ...place,
    { id: 'why', header: 'common.field.reason', width: 'minmax(0, 2fr)', cell: (row) => <WhyNot row={row} /> },
    { id: 'since', header: 'common.field.since', width: '104px', from: 640, cell: (row) => <Ago at={row.since} /> },
  ],
  empty: { title: 'images.allAssessed', hint: 'images.allAssessedHint' },
};
