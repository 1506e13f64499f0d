import { useParams } from '@tanstack/react-router';
import { PageMissing } from '../../app/page-fallbacks.tsx';
import { useMay } from '../../app/session.ts';
import { State } from '../../components/states/states.tsx';
import { useT } from '../../i18n/index.ts';
import { RegistriesView } from '../registries/registries-view.tsx';
import { AboutView } from './about-view.tsx';
import { TokensView } from './tokens-view.tsx';
import { UsersView } from './users-view.tsx';

export function SettingsTab() {
  const t = useT();
  const isAdmin = useMay('admin');
  const { tab } = useParams({ strict: false }) as { tab: string };
  if (tab === 'registries') return <RegistriesView />;
  if (tab === 'about') return <AboutView />;
  if (tab !== 'users' && tab !== 'tokens') return <PageMissing />;
  if (!isAdmin) return <State title={t('shell.state.forbiddenTitle')} role="alert">{t('shell.state.forbidden', { scope: t('words.scope.admin') })}</State>;
  return tab === 'users' ? <UsersView /> : <TokensView />;
}
