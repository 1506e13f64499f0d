import { Button } from '@fluentui/react-components';
import { PlugConnectedAdd20Regular } from '@fluentui/react-icons/svg/plug-connected-add';
import { useCallback, useMemo, useState } from 'react';
import type { Registry } from '#contract/types.ts';
import { registryPlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { MaybeCount } from '../../components/images/image-cells.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Count, TwoLines } from '../../components/table/cells.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';
import { Ago } from '../../components/time.tsx';
import { useT } from '../../i18n/index.ts';
import { DisconnectDialog, useSync } from './registry-actions.tsx';
import { RegistryDialog } from './registry-dialog.tsx';
import { RegistryState } from './registry-state.tsx';

const registryList: ListDeclaration<'listRegistries'> = {
  route: 'listRegistries', label: 'registries.title', rowKey: (row: Registry) => row.id, place: (row) => registryPlace(row.id), rowHeight: 56,
  columns: [
    { id: 'name', header: 'common.field.name', width: 'minmax(0, 1.6fr)', primary: true, cell: (row) => <TwoLines first={row.name} second={row.url} /> },
    { id: 'state', header: 'common.field.state', width: 'minmax(132px, 1.8fr)', cell: (row) => <RegistryState registry={row} withReason /> },
    { id: 'repositories', header: 'registries.repositories', width: '96px', align: 'end', from: 760, cell: (row) => <Count value={row.repositories} /> },
    { id: 'images', header: 'common.field.images', width: '72px', align: 'end', cell: (row) => <Count value={row.images} /> },
    { id: 'assessed', header: 'images.state.assessed', width: '80px', align: 'end', cell: (row) => <MaybeCount value={row.assessed} /> },
    { id: 'unread', header: 'words.status.notAssessed', width: '104px', align: 'end', from: 940, cell: (row) => <Count value={row.unread.length} /> },
    { id: 'last', header: 'registries.lastListed', width: '124px', from: 640, cell: (row) => <Ago at={row.lastSyncAt} /> },
    { id: 'next', header: 'registries.nextListed', width: '112px', from: 860, cell: (row) => (row.nextSyncAt === null ? '–' : <Ago at={row.nextSyncAt} />) },
  ],
  empty: { title: 'registries.none', hint: 'registries.noneHint' },
};

type Doing = { readonly what: 'edit' | 'disconnect'; readonly registry: Registry } | null;

/** Registries whose images are assessed. */
export function RegistriesView() {
  const t = useT();
  const mayWrite = useMay('write');
  const sync = useSync();
  const [connecting, setConnecting] = useState(false);
  const [doing, setDoing] = useState<Doing>(null);
  const close = (): void => setDoing(null);
  const labels = useMemo(() => ({ edit: t('registries.edit'), sync: t('registries.sync'), disconnect: t('inventory.disconnect') }), [t]);
  const rowActions = useCallback((registry: Registry) => (
    <RowMenu actions={[{ label: labels.edit, run: () => setDoing({ what: 'edit', registry }) }, { label: labels.sync, run: () => sync(registry) }, { label: labels.disconnect, run: () => setDoing({ what: 'disconnect', registry }) }]} />
  ), [labels, sync]);
  const connect = mayWrite && <Button size="small" appearance="primary" icon={<PlugConnectedAdd20Regular />} onClick={() => setConnecting(true)}>{t('registries.connect')}</Button>;
  return (
    <>
      <ListView list={registryList} rowActions={mayWrite ? rowActions : undefined} toolbar={connect} />
      {connecting && <RegistryDialog onClose={() => setConnecting(false)} />}
      {doing?.what === 'edit' && <RegistryDialog registry={doing.registry} onClose={close} />}
      {doing?.what === 'disconnect' && <DisconnectDialog registry={doing.registry} onClose={close} />}
    </>
  );
}
