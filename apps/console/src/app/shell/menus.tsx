import { Avatar, Button, makeStyles, Menu, MenuDivider, MenuItem, MenuItemRadio, MenuList, MenuPopover, MenuTrigger, Text, tokens, Tooltip } from '@fluentui/react-components';
import { DarkTheme20Regular } from '@fluentui/react-icons/svg/dark-theme';
import { Key20Regular } from '@fluentui/react-icons/svg/key';
import { SignOut20Regular } from '@fluentui/react-icons/svg/sign-out';
import { useState } from 'react';
import { act } from '../../api/actions.ts';
import { queryClient } from '../../api/query-client.ts';
import { useNotify } from '../../components/notify.tsx';
import { formatList } from '../../i18n/format.ts';
import { LANGUAGES, switchLanguage, useLanguage, useT } from '../../i18n/index.ts';
import { THEMES, themeChoice, useChoice } from '../preferences.ts';
import { useSession } from '../session.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { choose } from '../../lib/choose.ts';

const useStyles = makeStyles({
  who: { padding: '8px 12px', display: 'flex', flexDirection: 'column', maxWidth: '260px' },
  scopes: { color: tokens.colorNeutralForeground3 },
  language: { minWidth: '36px', padding: '0 6px' },
  user: { minWidth: '36px', padding: '0 4px' },
});

export function ThemeMenu() {
  const t = useT();
  const theme = useChoice(themeChoice);
  return (
    <Menu checkedValues={{ theme: [theme] }} onCheckedValueChange={(_, data) => choose(THEMES, data.checkedItems[0], themeChoice.set)} positioning="below-end">
      <MenuTrigger disableButtonEnhancement><Tooltip content={t('shell.theme.label')} relationship="label"><Button appearance="subtle" icon={<DarkTheme20Regular />} /></Tooltip></MenuTrigger>
      <MenuPopover><MenuList>{THEMES.map((each) => <MenuItemRadio key={each} name="theme" value={each}>{t(`shell.theme.${each}`)}</MenuItemRadio>)}</MenuList></MenuPopover>
    </Menu>
  );
}

export function LanguageMenu() {
  const styles = useStyles();
  const t = useT();
  const language = useLanguage();
  return (
    <Menu checkedValues={{ language: [language] }} onCheckedValueChange={(_, data) => choose(LANGUAGES, data.checkedItems[0], (each) => void switchLanguage(each))} positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={t('shell.language.label')} relationship="description"><Button appearance="subtle" className={styles.language} aria-label={`${language.toUpperCase()}, ${t('shell.language.label')}`}>{language.toUpperCase()}</Button></Tooltip>
      </MenuTrigger>
      <MenuPopover><MenuList>{LANGUAGES.map((each) => <MenuItemRadio key={each} name="language" value={each} lang={each}>{t(`shell.language.${each}`)}</MenuItemRadio>)}</MenuList></MenuPopover>
    </Menu>
  );
}

export function UserMenu() {
  const styles = useStyles();
  const t = useT();
  const notify = useNotify();
  const session = useSession();
  const [changing, setChanging] = useState(false);
  const signOut = (): void => void act('signOut', {}).then(() => {
    queryClient.clear();
    window.location.assign('/signin');
  }, (error: unknown) => notify.error(error));
  return (
    <>
      <Menu positioning="below-end">
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" className={styles.user} aria-label={t('shell.user.menu', { name: session.name })} title={session.name}><Avatar name={session.name} size={28} color="brand" aria-hidden="true" /></Button>
        </MenuTrigger>
        <MenuPopover>
          <div className={styles.who}><Text weight="semibold">{session.name}</Text><Text size={200} className={styles.scopes}>{t('shell.user.scopes', { scopes: formatList(session.scopes.map((scope) => t(`words.scope.${scope}`))) })}</Text></div>
          <MenuDivider />
          <MenuList>
            {session.kind === 'user' && <MenuItem icon={<Key20Regular />} onClick={() => setChanging(true)}>{t('shell.user.changePassword')}</MenuItem>}
            <MenuItem icon={<SignOut20Regular />} onClick={signOut}>{t('shell.user.signOut')}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
    </>
  );
}
