import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Assignment, Initiative } from '#contract/types.ts';
import { ApiProblem } from '../../api/client.ts';
import { read } from '../../api/queries.ts';
import { initiativesPlace, policyPlace, recommendationsPlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { EffectBadge, SeverityMark } from '../../components/marks.tsx';
import { Fact, FillBody, PageHeader } from '../../components/page.tsx';
import { Prose } from '../../components/prose.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { Failure } from '../../components/states/states.tsx';
import { Cut } from '../../components/table/cells.tsx';
import { DataTable } from '../../components/table/data-table.tsx';
import type { Column } from '../../components/table/types.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { AssignmentScope } from './assignment-scope.tsx';
import { EndDialog, VersionText } from './assignments-view.tsx';
import { ChangeDialog } from './change-dialog.tsx';

const WIDE = '@media (min-width: 1140px)';
const useStyles = makeStyles({
  columns: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, borderTop: `1px solid ${tokens.colorNeutralStroke2}`, overflowY: 'auto', [WIDE]: { flexDirection: 'row', overflowY: 'hidden' } },
  main: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0, minHeight: '420px', [WIDE]: { minHeight: 0 } },
  side: { padding: '16px 24px 24px', display: 'flex', flexDirection: 'column', gap: '16px', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, [WIDE]: { width: '380px', flexShrink: 0, overflowY: 'auto', borderTopStyle: 'none', borderLeft: `1px solid ${tokens.colorNeutralStroke2}` } },
  title: { margin: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '12px' },
  item: { display: 'flex', flexDirection: 'column', gap: '4px' },
  line: { display: 'flex', alignItems: 'center', gap: '8px', flexWrap: 'wrap' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type Policy = Initiative['policies'][number];
const columns: readonly Column<Policy>[] = [
  { id: 'severity', header: 'common.field.severity', width: '116px', cell: (row) => <SeverityMark severity={row.severity} /> },
  { id: 'title', header: 'common.field.policy', width: 'minmax(0, 3fr)', primary: true, cell: (row) => <Cut text={row.title} /> },
  { id: 'category', header: 'common.field.category', width: 'minmax(0, 1fr)', cell: (row) => <Cut text={row.category} /> },
];
const rowKey = (row: Policy): string => row.id;
const place = (row: Policy) => policyPlace(row.id);

/** One initiative: its policies, and where it is assigned. */
export function InitiativePage() {
  const t = useT();
  const { initiative } = useParams({ strict: false }) as { initiative: string };
  const query = useQuery(read('listInitiatives', { query: { limit: 1000 } }));
  return (
    <FillBody>
      <Loaded query={query}>
        {({ items }) => {
          const found = items.find(({ id }) => id === initiative);
          return found === undefined ? <Failure error={new ApiProblem(404, 'not-found', t('shell.state.notFoundTitle'))} /> : <Detail initiative={found} />;
        }}
      </Loaded>
    </FillBody>
  );
}

function Detail({ initiative }: { initiative: Initiative }) {
  const styles = useStyles();
  const t = useT();
  const mayWrite = useMay('write');
  const [assigning, setAssigning] = useState(false);
  return (
    <>
      <PageHeader
        title={initiative.title}
        crumbs={[{ label: t('initiatives.title'), place: initiativesPlace() }]}
        actions={<><LinkButton place={recommendationsPlace({ initiative: initiative.id })}>{t('initiatives.showRecommendations')}</LinkButton>{mayWrite && <Button appearance="primary" icon={<Add20Regular />} onClick={() => setAssigning(true)}>{t('initiatives.assign')}</Button>}</>}
        meta={<><Fact label={t('initiatives.policies')}>{formatCount(initiative.policies.length)}</Fact>{initiative.versions.length > 0 && <Fact label={t('initiatives.versions')}>{initiative.versions.length > 3 ? `${initiative.versions[0]} – ${initiative.versions.at(-1)}` : initiative.versions.join(', ')}</Fact>}</>}
      />
      <div className={styles.columns}>
        <div className={styles.main}><DataTable label={t('initiatives.policies')} columns={columns} rows={initiative.policies} total={initiative.policies.length} rowKey={rowKey} place={place} /></div>
        <aside className={styles.side} aria-label={t('initiatives.tab.assignments')}>
          <Prose text={initiative.description} />
          <Text as="h2" weight="semibold" size={300} className={styles.title}>{t('initiatives.tab.assignments')}</Text>
          <Assignments initiative={initiative.id} />
        </aside>
      </div>
      {assigning && <AssignDialog initiative={initiative.id} onClose={() => setAssigning(false)} />}
    </>
  );
}

function Assignments({ initiative }: { initiative: string }) {
  const styles = useStyles();
  const t = useT();
  const mayWrite = useMay('write');
  const query = useQuery(read('listAssignments', { query: { limit: 1000 } }));
  const [changing, setChanging] = useState<Assignment | null>(null);
  const [ending, setEnding] = useState<Assignment | null>(null);
  return (
    <Loaded query={query}>
      {({ items }) => {
        const mine = items.filter((assignment) => assignment.initiative === initiative);
        return (
          <>
            {mine.length === 0 && <Text className={styles.quiet}>{t('initiatives.notAssigned')}</Text>}
            <ul className={styles.list}>
              {mine.map((assignment) => (
                <li key={assignment.id} className={styles.item}>
                  <AssignmentScope scope={assignment.scope} />
                  <div className={styles.line}>
                    <EffectBadge effect={assignment.effect} /><VersionText version={assignment.version} />
                    {mayWrite && <><Button size="small" onClick={() => setChanging(assignment)}>{t('initiatives.change')}</Button><Button size="small" onClick={() => setEnding(assignment)}>{t('initiatives.end')}</Button></>}
                  </div>
                </li>
              ))}
            </ul>
            {changing !== null && <ChangeDialog assignment={changing} onClose={() => setChanging(null)} />}
            {ending !== null && <EndDialog assignment={ending} onClose={() => setEnding(null)} />}
          </>
        );
      }}
    </Loaded>
  );
}
