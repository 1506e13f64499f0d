import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { useState } from 'react';
import { useT } from '../../i18n/index.ts';
import { useSession } from '../session.ts';
import { PasswordDialog } from './password-dialog.tsx';

/** Reminds, on every page, of a password that its owner did not choose. */
export function PasswordBanner() {
  const t = useT();
  const session = useSession();
  const [changing, setChanging] = useState(false);
  return (
    <>
      {session.mustChangePassword && (
        <MessageBar intent="warning" shape="square">
          <MessageBarBody>{t('shell.password.first')}</MessageBarBody>
          <MessageBarActions><Button size="small" onClick={() => setChanging(true)}>{t('shell.user.changePassword')}</Button></MessageBarActions>
        </MessageBar>
      )}
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
    </>
  );
}
