import { makeStyles, tokens } from '@fluentui/react-components';
import type { Environment } from '#contract/types.ts';
import { environmentPlace } from '../../app/paths.ts';
import { EnvironmentState } from '../../components/environment-state.tsx';
import { SampleBadge } from '../../components/marks.tsx';
import { Count, Cut, Score } from '../../components/table/cells.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';
import { Ago } from '../../components/time.tsx';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  name: { display: 'flex', alignItems: 'center', gap: '8px', minWidth: 0 },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  two: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  sub: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightRegular, lineHeight: '16px', overflow: 'hidden', textOverflow: 'ellipsis' },
});

export const environmentList: ListDeclaration<'listEnvironments'> = {
  route: 'listEnvironments',
  label: 'inventory.tab.environments',
  rowKey: (row: Environment) => row.id,
  place: (row) => environmentPlace(row.id),
  rowHeight: 52,
  columns: [
    { id: 'name', header: 'common.field.name', width: 'minmax(0, 2fr)', primary: true, cell: (row) => <Name environment={row} /> },
    { id: 'state', header: 'common.field.state', width: '136px', cell: (row) => <EnvironmentState state={row.state} reason={row.reason} /> },
    { id: 'score', header: 'common.field.score', width: '80px', align: 'end', cell: (row) => <Score value={row.score} /> },
    { id: 'unhealthy', header: 'common.field.unhealthy', width: '76px', align: 'end', cell: (row) => <Count value={row.unhealthy} /> },
    { id: 'notRead', header: 'inventory.notRead', width: '76px', align: 'end', from: 820, cell: (row) => <Count value={row.coverage.notAssessed.length} /> },
    { id: 'namespaces', header: 'common.field.namespaces', width: '92px', align: 'end', from: 1240, cell: (row) => <Count value={row.namespaces} /> },
    { id: 'workloads', header: 'common.field.workloads', width: '88px', align: 'end', from: 860, cell: (row) => <Count value={row.workloads} /> },
    { id: 'nodes', header: 'common.field.nodes', width: '56px', align: 'end', from: 1240, cell: (row) => <Count value={row.nodes} /> },
    { id: 'version', header: 'inventory.version', width: '84px', from: 1000, cell: (row) => <Cut text={row.version ?? ''} /> },
    { id: 'assessed', header: 'inventory.lastAssessed', width: '116px', from: 760, cell: (row) => <Ago at={row.lastAssessedAt} /> },
  ],
  empty: { title: 'inventory.noEnvironments', hint: 'inventory.noEnvironmentsHint' },
};

function Name({ environment }: { environment: Environment }) {
  const styles = useStyles();
  const t = useT();
  return (
    <span className={styles.two}>
      <span className={styles.name}><span className={styles.text} title={environment.name}>{environment.name}</span>{environment.sample && <SampleBadge />}</span>
      <span className={styles.sub}>{environment.state === 'notAssessed' && environment.reason !== null ? environment.reason : `${t(`words.environmentKind.${environment.kind}`)}${environment.server === null ? '' : ` · ${environment.server}`}`}</span>
    </span>
  );
}
