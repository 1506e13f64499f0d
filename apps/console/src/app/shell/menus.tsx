import { Avatar, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DarkTheme20Regular } from '@fluentui/react-icons/svg/dark-theme';
import { Key20Regular } from '@fluentui/react-icons/svg/key';
import { SignOut20Regular } from '@fluentui/react-icons/svg/sign-out';
import { useState } from 'react';
import { act } from '../../api/actions.ts';
import { queryClient } from '../../api/query-client.ts';
import { notify } from '../../components/notify.tsx';
import { MenuButton } from '../../components/overlay/menu.tsx';
import { formatList } from '../../i18n/format.ts';
import { LANGUAGES, switchLanguage, useLanguage, useT } from '../../i18n/index.ts';
import { THEMES, themeChoice, useChoice } from '../preferences.ts';
import { useSession } from '../session.ts';
import { PasswordDialog } from './password-dialog.tsx';

const useStyles = makeStyles({
  who: { padding: '8px 10px', display: 'flex', flexDirection: 'column', maxWidth: '260px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, marginBottom: '4px' },
  scopes: { color: tokens.colorNeutralForeground3 },
  narrow: { minWidth: '36px', padding: '0 6px' },
});

export function ThemeMenu() {
  const t = useT();
  const theme = useChoice(themeChoice);
  return <MenuButton label={t('shell.theme.label')} icon={<DarkTheme20Regular />} items={THEMES.map((each) => ({ label: t(`shell.theme.${each}`), checked: each === theme, run: () => themeChoice.set(each) }))} />;
}

export function LanguageMenu() {
  const styles = useStyles();
  const t = useT();
  const language = useLanguage();
  const code = language.toUpperCase();
  return <MenuButton label={`${code}, ${t('shell.language.label')}`} text={code} className={styles.narrow} items={LANGUAGES.map((each) => ({ label: t(`shell.language.${each}`), lang: each, checked: each === language, run: () => void switchLanguage(each) }))} />;
}

export function UserMenu() {
  const styles = useStyles();
  const t = useT();
  const session = useSession();
  const [changing, setChanging] = useState(false);
  const signOut = (): void => void act('signOut', {}).then(() => {
    queryClient.clear();
    window.location.assign('/signin');
  }, (error: unknown) => notify.error(error));
  const scopes = formatList(session.scopes.map((scope) => t(`words.scope.${scope}`)));
  return (
    <>
      <MenuButton
        label={t('shell.user.menu', { name: session.name })} className={styles.narrow} text={<Avatar name={session.name} size={28} color="brand" aria-hidden="true" />}
        head={<div className={styles.who}><Text weight="semibold">{session.name}</Text><Text size={200} className={styles.scopes}>{t('shell.user.scopes', { scopes })}</Text></div>}
        items={[
          ...(session.kind === 'user' ? [{ label: t('shell.user.changePassword'), icon: <Key20Regular />, run: () => setChanging(true) }] : []),
          { label: t('shell.user.signOut'), icon: <SignOut20Regular />, run: signOut },
        ]}
      />
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
    </>
  );
}
