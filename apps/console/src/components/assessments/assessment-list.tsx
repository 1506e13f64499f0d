import { Button, makeStyles, tokens, Tooltip } from '@fluentui/react-components';
import { ShieldDismiss16Regular } from '@fluentui/react-icons/svg/shield-dismiss';
import type { AssessmentRow } from '#contract/types.ts';
import { type Place, recommendationPlace, resourcePlace } from '../../app/paths.ts';
import { useT } from '../../i18n/index.ts';
import { IMAGE_POLICY } from '../../lib/image-policy.ts';
import { SeverityMark } from '../marks.tsx';
import { Cut, TwoLines } from '../table/cells.tsx';
import { namespaceFilter, severityFilter } from '../table/filters.tsx';
import { useRowTabIndex } from '../table/table-row.tsx';
import type { Column, ListDeclaration } from '../table/types.ts';
import { Ago } from '../time.tsx';
import { PathCell } from './path-cell.tsx';

type Columns = readonly Column<AssessmentRow>[];

/** A document that could not be read has no name: then the file says what it is. */
const nameOf = (row: AssessmentRow): string => row.resource.name || (row.source === null ? row.resource.kind : `${row.source.file} #${row.source.document}`);

const resource: Columns = [
  { id: 'resource', header: 'common.field.resource', width: 'minmax(0, 1.3fr)', primary: true, cell: (row) => <TwoLines first={nameOf(row)} second={row.resource.kind} /> },
  { id: 'namespace', header: 'common.field.namespace', width: 'minmax(0, 1fr)', cell: (row) => <TwoLines first={row.resource.namespace ?? '–'} second={row.environmentName} /> },
];
const policy: Columns = [
  { id: 'severity', header: 'common.field.severity', width: '116px', cell: (row) => <SeverityMark severity={row.severity} /> },
  { id: 'policy', header: 'recommendations.recommendation', width: 'minmax(0, 1.8fr)', primary: true, cell: (row) => <Cut text={row.policyTitle} /> },
];
/** Of several objects at once: each line says which. */
const policyAndResource: Columns = policy.map((column) => (column.id === 'policy' ? { ...column, cell: (row) => <TwoLines first={row.policyTitle} second={`${row.resource.kind} ${nameOf(row)}`} /> } : column));
const rest: Columns = [
  { id: 'message', header: 'common.field.message', width: 'minmax(0, 2.8fr)', cell: (row) => <MessageCell row={row} /> },
  { id: 'since', header: 'common.field.since', width: '104px', from: 900, cell: (row) => <Ago at={row.since} /> },
];

const base = {
  route: 'listAssessments', rowKey: (row: AssessmentRow) => row.id, search: 'assessments.search', rowHeight: 56,
  filters: [severityFilter, namespaceFilter], empty: { title: 'assessments.emptyTitle', hint: 'assessments.emptyHint' }, label: 'assessments.title',
} as const;

/** Where the object shows what is wrong: the line of its YAML, or its images. */
function placeOfObject(row: AssessmentRow): Place | null {
  if (row.resourceId === null) return null;
  if (row.policy === IMAGE_POLICY) return resourcePlace(row.resourceId, { tab: 'images' });
  return resourcePlace(row.resourceId, row.path === null ? {} : { path: row.path, tab: 'yaml' });
}

/** The assessments of one policy, of a place (environment, namespace), or of one object. */
export type AssessmentColumns = 'policy' | 'place' | 'resource';
export const assessmentLists: Readonly<Record<AssessmentColumns, ListDeclaration<'listAssessments'>>> = {
  policy: { ...base, columns: [...resource, ...rest], place: placeOfObject },
  place: { ...base, columns: [...policyAndResource, ...rest], place: (row) => recommendationPlace(row.policy) },
  resource: { ...base, columns: [...policy, ...rest], place: (row) => recommendationPlace(row.policy) },
};

const useStyles = makeStyles({
  cell: { display: 'flex', flexDirection: 'column', gap: '1px', minWidth: 0 },
  message: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  source: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** What is wrong, and where in the object. */
function MessageCell({ row }: { row: AssessmentRow }) {
  const styles = useStyles();
  return (
    <div className={styles.cell}>
      {row.message !== '' && <span className={styles.message} title={row.message}>{row.message}</span>}
      {row.path !== null && <PathCell path={row.path} others={row.otherPaths} />}
      {row.path === null && row.source !== null && <span className={styles.source} title={row.source.file}>{`${row.source.file} #${row.source.document}`}</span>}
    </div>
  );
}

/** The button of a row that is open to exemption. */
export function ExemptRow({ row, onExempt }: { row: AssessmentRow; onExempt: (row: AssessmentRow) => void }) {
  const t = useT();
  const tabIndex = useRowTabIndex();
  if (row.exemption !== null || row.status === 'healthy' || row.status === 'notApplicable') return null;
  return <Tooltip content={t('exemptions.exempt')} relationship="label"><Button size="small" appearance="subtle" icon={<ShieldDismiss16Regular />} tabIndex={tabIndex} onClick={() => onExempt(row)} /></Tooltip>;
}

