import { Button, Field, Input } from '@fluentui/react-components';
import { MoreHorizontal20Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Environment } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { queryClient } from '../../api/query-client.ts';
import { inventoryPlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { ConfirmDialog } from '../../components/form/confirm-dialog.tsx';
import { errorOf } from '../../components/form/error-of.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { notify } from '../../components/notify.tsx';
import { MenuButton } from '../../components/overlay/menu.tsx';
import { useT } from '../../i18n/index.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';

type Doing = 'rename' | 'renew' | 'replace' | 'remove' | null;

/** What can be done with an environment. The sample is removed with one click. */
export function EnvironmentActions({ environment }: { environment: Environment }) {
  const t = useT();
  const mayWrite = useMay('write');
  const [doing, setDoing] = useState<Doing>(null);
  const close = (): void => setDoing(null);
  if (!mayWrite) return null;
  const change = environment.kind === 'cluster' ? 'renew' : 'replace';
  return (
    <>
      {environment.sample && <Button onClick={() => setDoing('remove')}>{t('inventory.removeSample')}</Button>}
      {environment.state === 'notAssessed' && environment.kind === 'cluster' && <Button appearance="primary" onClick={() => setDoing('renew')}>{t('inventory.renew')}</Button>}
      <MenuButton label={t('common.action.actions')} icon={<MoreHorizontal20Regular />} appearance="secondary" items={[
        { label: t('common.action.rename'), run: () => setDoing('rename') },
        { label: t(`inventory.${change}`), run: () => setDoing(change) },
        { label: environment.sample ? t('inventory.removeSample') : t('inventory.disconnect'), run: () => setDoing('remove') },
      ]} />
      {doing === 'rename' && <RenameDialog environment={environment} onClose={close} />}
      {doing === 'renew' && <ConnectDialog renew={environment} onClose={close} />}
      {doing === 'replace' && <ImportDialog replace={environment} onClose={close} />}
      {doing === 'remove' && <RemoveDialog environment={environment} onClose={close} />}
    </>
  );
}

function RenameDialog({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const t = useT();
  const form = useForm<{ name: string }>({
    initial: { name: environment.name },
    check: ({ name }) => ({ name: name.trim() === '' ? t('common.required') : undefined }),
    send: async ({ name }) => void (await act('updateEnvironment', { params: { id: environment.id }, body: { name } })),
  });
  return (
    <FormDialog title={t('common.action.rename')} submit={t('common.action.save')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <Field label={t('common.field.name')} required {...errorOf(form, 'name')}><Input value={form.values.name} maxLength={120} onChange={(_, data) => form.set({ name: data.value })} /></Field>
    </FormDialog>
  );
}

function RemoveDialog({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await navigate(inventoryPlace('environments', { environment: undefined }));
    queryClient.removeQueries({ queryKey: ['getEnvironment', { params: { id: environment.id } }] });
    await act('deleteEnvironment', { params: { id: environment.id } });
    notify.success(t('inventory.removed', { name: environment.name }));
  };
  return (
    <ConfirmDialog title={environment.sample ? t('inventory.removeSampleTitle') : t('inventory.removeTitle', { name: environment.name })} action={environment.sample ? t('common.action.remove') : t('inventory.disconnect')} onConfirm={remove} onClose={onClose}>
      {environment.sample ? t('inventory.removeSampleText') : t('inventory.removeText')}
    </ConfirmDialog>
  );
}
