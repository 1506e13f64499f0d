import { Badge, Button } from '@fluentui/react-components';
import { PersonAdd20Regular } from '@fluentui/react-icons/svg/person-add';
import { useCallback, useMemo, useState } from 'react';
import type { User } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { useSession } from '../../app/session.ts';
import { ConfirmDialog } from '../../components/form/confirm-dialog.tsx';
import { notify } from '../../components/notify.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Cut } from '../../components/table/cells.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';
import { Ago } from '../../components/time.tsx';
import { useT } from '../../i18n/index.ts';
import { Reach } from './reach.tsx';
import { CreateUserDialog, ResetPasswordDialog, RoleDialog } from './user-dialogs.tsx';

const userList: ListDeclaration<'listUsers'> = {
  route: 'listUsers',
  label: 'settings.tab.users',
  rowKey: (row: User) => row.id,
  columns: [
    { id: 'name', header: 'common.field.name', width: 'minmax(0, 2fr)', cell: (row) => <Cut text={row.name} /> },
    { id: 'role', header: 'common.field.role', width: 'minmax(116px, 1fr)', cell: (row) => <RoleText role={row.role} /> },
    { id: 'state', header: 'common.field.state', width: '108px', cell: (row) => <UserState disabled={row.disabled} /> },
    { id: 'reach', header: 'common.field.environment', width: 'minmax(0, 1.4fr)', from: 800, cell: (row) => <Reach environments={row.environments} /> },
    { id: 'last', header: 'settings.lastSignIn', width: '150px', cell: (row) => <Ago at={row.lastSignInAt} /> },
    { id: 'created', header: 'common.field.created', width: '130px', from: 820, cell: (row) => <Ago at={row.createdAt} /> },
  ],
  empty: { title: 'settings.noUsers', hint: 'settings.noUsersHint' },
};

function RoleText({ role }: { role: User['role'] }) {
  const t = useT();
  return <span title={t(`words.roleHint.${role}`)}>{t(`words.role.${role}`)}</span>;
}

function UserState({ disabled }: { disabled: boolean }) {
  const t = useT();
  return disabled ? <Badge appearance="outline" color="informative">{t('settings.disabled')}</Badge> : <span>{t('settings.enabled')}</span>;
}

type Doing = { readonly what: 'role' | 'password' | 'delete'; readonly user: User } | null;

/** People who may sign in. */
export function UsersView() {
  const t = useT();
  const session = useSession();
  const [creating, setCreating] = useState(false);
  const [doing, setDoing] = useState<Doing>(null);
  const close = (): void => setDoing(null);
  const labels = useMemo(() => ({ role: t('settings.changeRole'), password: t('settings.resetPassword'), disable: t('settings.disable'), enable: t('settings.enable'), delete: t('common.action.delete') }), [t]);
  const rowActions = useCallback((user: User) => {
    const toggle = (): void => void act('updateUser', { params: { id: user.id }, body: { disabled: !user.disabled } }).then(() => undefined, (error: unknown) => notify.error(error));
    const self = user.id === session.id;
    return (
      <RowMenu actions={[
        { label: labels.role, run: () => setDoing({ what: 'role', user }) },
        { label: labels.password, run: () => setDoing({ what: 'password', user }) },
        ...(self ? [] : [{ label: user.disabled ? labels.enable : labels.disable, run: toggle }, { label: labels.delete, run: () => setDoing({ what: 'delete', user }) }]),
      ]} />
    );
  }, [labels, session.id]);
  const remove = async (user: User): Promise<void> => void (await act('deleteUser', { params: { id: user.id } }));
  return (
    <>
      <ListView list={userList} rowActions={rowActions} toolbar={<Button size="small" appearance="primary" icon={<PersonAdd20Regular />} onClick={() => setCreating(true)}>{t('settings.createUser')}</Button>} />
      {creating && <CreateUserDialog onClose={() => setCreating(false)} />}
      {doing?.what === 'role' && <RoleDialog user={doing.user} onClose={close} />}
      {doing?.what === 'password' && <ResetPasswordDialog user={doing.user} onClose={close} />}
      {doing?.what === 'delete' && <ConfirmDialog title={t('settings.deleteTitle', { name: doing.user.name })} action={t('common.action.delete')} onConfirm={() => remove(doing.user)} onClose={close}>{t('settings.deleteText')}</ConfirmDialog>}
    </>
  );
}
