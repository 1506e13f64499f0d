import { Button } from '@fluentui/react-components';
import { FolderAdd20Regular } from '@fluentui/react-icons/svg/folder-add';
import { PlugConnectedAdd20Regular } from '@fluentui/react-icons/svg/plug-connected-add';
import { Outlet, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { inventoryPlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs } from '../../components/page-tabs.tsx';
import { useT } from '../../i18n/index.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';

const TABS = ['environments', 'clusters', 'namespaces', 'workloads', 'resources'] as const;

/** All that was found, from environments down to single objects. */
export function InventoryPage() {
  const t = useT();
  const mayWrite = useMay('write');
  const { tab } = useParams({ strict: false }) as { tab?: string };
  const [adding, setAdding] = useState<'cluster' | 'manifests' | null>(null);
  const selected = TABS.find((each) => each === tab) ?? 'environments';
  const close = (): void => setAdding(null);
  return (
    <FillBody>
      <PageHeader
        title={t('inventory.title')} place="inventory"
        actions={mayWrite && (
          <>
            <Button icon={<FolderAdd20Regular />} onClick={() => setAdding('manifests')}>{t('inventory.import.action')}</Button>
            <Button appearance="primary" icon={<PlugConnectedAdd20Regular />} onClick={() => setAdding('cluster')}>{t('inventory.connect.action')}</Button>
          </>
        )}
      />
      <PageTabs label={t('inventory.title')} selected={selected} tabs={TABS.map((id) => ({ id, place: inventoryPlace(id), label: t(`inventory.tab.${id}`) }))} />
      <Outlet />
      {adding === 'cluster' && <ConnectDialog onClose={close} />}
      {adding === 'manifests' && <ImportDialog onClose={close} />}
    </FillBody>
  );
}
