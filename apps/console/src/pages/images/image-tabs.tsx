import { useMemo } from 'react';
import type { ImageDetail, ImageEvent, ImageLayer } from '#contract/types.ts';
import { imagePlace } from '../../app/paths.ts';
import { AnswerRows } from '../../components/images/answer-rows.tsx';
import { FindingSeverity } from '../../components/images/marks.tsx';
import { SeverityNumbers, totalOf } from '../../components/images/severity-numbers.tsx';
import { UsesTable } from '../../components/images/uses-table.tsx';
import { Count, Cut, Wrapped } from '../../components/table/cells.tsx';
import type { Column } from '../../components/table/types.ts';
import { Ago } from '../../components/time.tsx';
import { formatBytes, formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { buildStep } from './build-step.ts';

interface NumberedLayer extends ImageLayer { readonly index: number }
const layerColumns: readonly Column<NumberedLayer>[] = [
  { id: 'index', header: 'images.number', width: '32px', align: 'end', cell: (row) => formatCount(row.index + 1) },
  { id: 'step', header: 'images.step', width: 'minmax(0, 3fr)', primary: true, cell: (row) => <BuildStep row={row} /> },
  { id: 'digest', header: 'images.digest', width: '116px', from: 860, cell: (row) => <Cut mono text={row.digest.replace(/^sha256:/, '').slice(0, 12)} whole={row.digest} /> },
  { id: 'size', header: 'images.size', width: '80px', align: 'end', cell: (row) => (row.size === 0 ? '–' : formatBytes(row.size)) },
  { id: 'packages', header: 'images.packages', width: '72px', align: 'end', cell: (row) => <Count value={row.packages} /> },
  { id: 'findings', header: 'images.vulnerabilities', width: '236px', cell: (row) => (totalOf(row.vulnerabilities) === 0 ? '' : <SeverityNumbers counts={row.vulnerabilities} />) },
];

function BuildStep({ row }: { row: NumberedLayer }) {
  const t = useT();
  const step = buildStep(row.createdBy);
  return <Cut mono={step !== null} text={step ?? t('images.noStep')} whole={row.createdBy ?? row.diffId} />;
}

/** Layers from the base up; each leads to its packages. */
export function LayersTab({ image }: { image: ImageDetail }) {
  const rows = useMemo(() => image.layers.map((layer, index) => ({ ...layer, index })), [image.layers]);
  return <AnswerRows label="images.layers" columns={layerColumns} rows={rows} rowKey={(row) => `${row.index}`} rowHeight={48} place={(row) => imagePlace(image.id, { tab: 'packages', layer: row.digest })} empty={{ title: 'images.noLayers', hint: 'images.notScannedYetHint' }} />;
}

export const UsesTab = ({ image }: { image: ImageDetail }) => <UsesTable uses={image.uses} empty={{ title: 'images.runsNowhere', hint: 'images.runsNowhereHint' }} />;

type Unread = ImageDetail['unread'][number];
const unreadColumns: readonly Column<Unread>[] = [
  { id: 'path', header: 'images.path', width: 'minmax(0, 1fr)', cell: (row) => <Wrapped text={row.path} /> },
  { id: 'reason', header: 'common.field.reason', width: 'minmax(0, 2fr)', cell: (row) => <Wrapped text={row.reason} /> },
];

/** Files and layers that could not be assessed, and why. */
export function UnreadTab({ image }: { image: ImageDetail }) {
  return <AnswerRows label="words.status.notAssessed" columns={unreadColumns} rows={image.unread} rowKey={(row) => `${row.path} ${row.reason}`} rowHeight={52} empty={image.scannedAt === null ? { title: 'images.notScannedYet', hint: 'images.notScannedYetHint' } : { title: 'inventory.allRead', hint: 'images.allReadHint' }} />;
}

const eventColumns: readonly Column<ImageEvent>[] = [
  { id: 'at', header: 'overview.at', width: '128px', cell: (row) => <Ago at={row.at} /> },
  { id: 'cause', header: 'images.cause', width: 'minmax(128px, 1fr)', cell: (row) => <Cause event={row} /> },
  { id: 'added', header: 'images.added', width: '72px', align: 'end', cell: (row) => <Count value={row.added} /> },
  { id: 'resolved', header: 'images.resolved', width: '76px', align: 'end', cell: (row) => <Count value={row.resolved} /> },
  { id: 'worst', header: 'images.worstAdded', width: '120px', from: 820, cell: (row) => (row.worst === null ? '' : <FindingSeverity severity={row.worst} />) },
  { id: 'what', header: 'images.newOnes', width: 'minmax(0, 2.4fr)', cell: (row) => <Wrapped text={row.reason ?? row.vulnerabilities.join(', ')} /> },
];

function Cause({ event }: { event: ImageEvent }) {
  const t = useT();
  return <span>{t(`images.causeOf.${event.cause}`)}</span>;
}

/** When findings came and went, and what brought it about. */
export function HistoryTab({ image }: { image: ImageDetail }) {
  return <AnswerRows label="images.history" columns={eventColumns} rows={image.history} rowKey={(row) => row.id} rowHeight={52} empty={{ title: 'images.noHistory', hint: 'images.noHistoryHint' }} />;
}
