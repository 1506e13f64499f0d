import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Registry } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { queryClient } from '../../api/query-client.ts';
import { settingsPlace } from '../../app/paths.ts';
import { ConfirmDialog } from '../../components/form/confirm-dialog.tsx';
import { notify } from '../../components/notify.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

/** Lists a registry now. */
export function useSync(): (registry: Registry) => void {
  const t = useT();
  return useCallback((registry) => void act('syncRegistry', { params: { id: registry.id } }).then(() => notify.success(t('registries.syncAsked', { name: registry.name })), (error: unknown) => notify.error(error)), [t]);
}

/** Says what goes with a registry before it is disconnected. */
export function DisconnectDialog({ registry, onClose }: { registry: Registry; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await navigate(settingsPlace('registries'));
    queryClient.removeQueries({ queryKey: ['getRegistry', { params: { id: registry.id } }] });
    await act('deleteRegistry', { params: { id: registry.id } });
    notify.success(t('registries.removed', { name: registry.name }));
  };
  return <ConfirmDialog title={t('registries.removeTitle', { name: registry.name })} action={t('inventory.disconnect')} onConfirm={remove} onClose={onClose}>{t('registries.removeText', { count: registry.images, total: formatCount(registry.images) })}</ConfirmDialog>;
}
