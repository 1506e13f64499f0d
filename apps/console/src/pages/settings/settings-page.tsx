import { Outlet, useParams } from '@tanstack/react-router';
import { settingsPlace } from '../../app/paths.ts';
import { FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs } from '../../components/page-tabs.tsx';
import { useT } from '../../i18n/index.ts';

const TABS = ['registries', 'users', 'tokens', 'about'] as const;

export function SettingsPage() {
  const t = useT();
  const { tab } = useParams({ strict: false }) as { tab?: string };
  return (
    <FillBody>
      <PageHeader title={t('settings.title')} place="settings" />
      <PageTabs label={t('settings.title')} selected={TABS.find((each) => each === tab) ?? 'registries'} tabs={TABS.map((id) => ({ id, place: settingsPlace(id), label: t(`settings.tab.${id}`) }))} />
      <Outlet />
    </FillBody>
  );
}
