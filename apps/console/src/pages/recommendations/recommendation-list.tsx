import type { Recommendation } from '#contract/types.ts';
import { recommendationPlace } from '../../app/paths.ts';
import { SeverityMark } from '../../components/marks.tsx';
import { StatusBar } from '../../components/status-bar.tsx';
import { Count, Cut, Gain, TwoLines } from '../../components/table/cells.tsx';
import { categoryFilter, initiativeFilter, namespaceFilter, severityFilter, statusFilter } from '../../components/table/filters.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';
import { Ago } from '../../components/time.tsx';

export const recommendationList: ListDeclaration<'listRecommendations'> = {
  route: 'listRecommendations',
  label: 'recommendations.title',
  rowKey: (row: Recommendation) => row.policy,
  place: (row) => recommendationPlace(row.policy),
  search: 'recommendations.search',
  defaultSort: 'severity',
  rowHeight: 48,
  columns: [
    { id: 'severity', header: 'common.field.severity', width: '116px', cell: (row) => <SeverityMark severity={row.severity} />, sort: { value: 'severity', direction: 'descending' } },
    { id: 'title', header: 'recommendations.recommendation', width: 'minmax(0, 4fr)', primary: true, cell: (row) => <TwoLines first={row.title} second={row.category} />, sort: { value: 'title', direction: 'ascending' } },
    { id: 'unhealthy', header: 'common.field.unhealthy', width: '80px', align: 'end', cell: (row) => <Count value={row.counts.unhealthy} />, sort: { value: 'unhealthy', direction: 'descending' } },
    { id: 'notAssessed', header: 'words.status.notAssessed', width: '96px', align: 'end', from: 640, cell: (row) => <Count value={row.counts.notAssessed} /> },
    { id: 'bar', header: 'common.field.status', width: '112px', from: 900, cell: (row) => <StatusBar counts={row.counts} /> },
    { id: 'gain', header: 'recommendations.gain', width: '88px', align: 'end', cell: (row) => <Gain value={row.scoreGain} />, sort: { value: 'scoreGain', direction: 'descending' } },
    { id: 'initiatives', header: 'common.field.initiative', width: 'minmax(0, 1.6fr)', from: 1280, cell: (row) => <Cut text={row.initiatives.map(({ title }) => title).join(', ')} /> },
    { id: 'since', header: 'common.field.since', width: '104px', from: 960, cell: (row) => (row.unhealthySince === null ? '' : <Ago at={row.unhealthySince} />) },
  ],
  filters: [severityFilter, statusFilter, categoryFilter, initiativeFilter, namespaceFilter],
  empty: { title: 'recommendations.emptyTitle', hint: 'recommendations.emptyHint' },
};
