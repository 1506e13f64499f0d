import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { Assignment } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { initiativePlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { ConfirmDialog } from '../../components/form/confirm-dialog.tsx';
import { EffectBadge } from '../../components/marks.tsx';
import { notify } from '../../components/notify.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Cut } from '../../components/table/cells.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';
import { Ago } from '../../components/time.tsx';
import { useT } from '../../i18n/index.ts';
import { AssignmentScope } from './assignment-scope.tsx';
import { ChangeDialog } from './change-dialog.tsx';

export const assignmentList: ListDeclaration<'listAssignments'> = {
  route: 'listAssignments',
  label: 'initiatives.tab.assignments',
  rowKey: (row: Assignment) => row.id,
  place: (row) => initiativePlace(row.initiative),
  columns: [
    { id: 'initiative', header: 'common.field.initiative', width: 'minmax(0, 2fr)', primary: true, cell: (row) => <Cut text={row.initiativeTitle} /> },
    { id: 'scope', header: 'common.field.scope', width: 'minmax(0, 2fr)', cell: (row) => <AssignmentScope scope={row.scope} /> },
    { id: 'effect', header: 'common.field.effect', width: '110px', cell: (row) => <EffectBadge effect={row.effect} /> },
    { id: 'version', header: 'common.field.version', width: '96px', from: 640, cell: (row) => <VersionText version={row.version} /> },
    { id: 'by', header: 'initiatives.assignedBy', width: 'minmax(0, 1fr)', from: 860, cell: (row) => <Cut text={row.createdBy} /> },
    { id: 'updated', header: 'common.field.updated', width: '112px', from: 760, cell: (row) => <Ago at={row.updatedAt} /> },
  ],
  empty: { title: 'initiatives.noAssignments', hint: 'initiatives.noAssignmentsHint' },
};

export function VersionText({ version }: { version: string | null }) {
  const t = useT();
  return <span>{version ?? t('initiatives.newest')}</span>;
}

/** Assignments with what can be done to each. */
export function AssignmentsView({ emptyAction }: { emptyAction?: ReactNode }) {
  const t = useT();
  const mayWrite = useMay('write');
  const [changing, setChanging] = useState<Assignment | null>(null);
  const [ending, setEnding] = useState<Assignment | null>(null);
  const labels = useMemo(() => ({ change: t('initiatives.change'), end: t('initiatives.end') }), [t]);
  const rowActions = useCallback((row: Assignment) => <RowMenu actions={[{ label: labels.change, run: () => setChanging(row) }, { label: labels.end, run: () => setEnding(row) }]} />, [labels]);
  return (
    <>
      <ListView list={assignmentList} rowActions={mayWrite ? rowActions : undefined} emptyAction={emptyAction} />
      {changing !== null && <ChangeDialog assignment={changing} onClose={() => setChanging(null)} />}
      {ending !== null && <EndDialog assignment={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

export function EndDialog({ assignment, onClose }: { assignment: Assignment; onClose: () => void }) {
  const t = useT();
  const end = async (): Promise<void> => {
    await act('deleteAssignment', { params: { id: assignment.id } });
    notify.success(t('initiatives.ended'));
  };
  return <ConfirmDialog title={t('initiatives.endTitle')} action={t('initiatives.end')} onConfirm={end} onClose={onClose}>{t('initiatives.endText', { initiative: assignment.initiativeTitle })}</ConfirmDialog>;
}
