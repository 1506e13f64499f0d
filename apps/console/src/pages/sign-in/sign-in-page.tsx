import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, Spinner, Text, tokens } from '@fluentui/react-components';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { act } from '../../api/actions.ts';
import { isProblem } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { usePageSearch } from '../../app/search.ts';
import { sessionQuery } from '../../app/session.ts';
import { LanguageMenu, ThemeMenu } from '../../app/shell/menus.tsx';
import { useT } from '../../i18n/index.ts';
import { localAddress } from '../../lib/local-address.ts';

const useStyles = makeStyles({
  page: { minHeight: '100%', display: 'grid', gridTemplateRows: 'auto 1fr', padding: '8px 12px', backgroundColor: tokens.colorNeutralBackground2 },
  corner: { display: 'flex', justifyContent: 'flex-end' },
  main: { margin: 'auto', width: '100%', maxWidth: '380px', paddingBottom: '12vh' },
  card: { padding: '32px', display: 'flex', flexDirection: 'column', gap: '18px', backgroundColor: tokens.colorNeutralBackground1, border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusXLarge, boxShadow: tokens.shadow8 },
  brand: { display: 'flex', alignItems: 'center', gap: '12px' },
  mark: { width: '36px', height: '36px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase500, lineHeight: '28px', fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** Name and password; afterwards back to where the person wanted to go. */
export function SignInPage() {
  const styles = useStyles();
  const t = useT();
  const router = useRouter();
  const [search] = usePageSearch();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const signIn = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setPending(true);
    setProblem(null);
    try {
      const principal = await act('signIn', { body: { name, password } });
      // What someone else saw in this window is not for whoever signs in now.
      queryClient.clear();
      queryClient.setQueryData(sessionQuery().queryKey, principal);
      router.history.replace(localAddress(search.next));
    } catch (error) {
      setPending(false);
      setPassword('');
      setProblem(isProblem(error, 401) ? t('shell.signIn.wrong') : error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <div className={styles.page}>
      <title>{`${t('shell.signIn.title')} · Breakwater`}</title>
      <header className={styles.corner}><ThemeMenu /><LanguageMenu /></header>
      <main className={styles.main}>
        <form className={styles.card} onSubmit={(event) => void signIn(event)}>
          <div className={styles.brand}>
            <img src="/favicon.svg" alt="" className={styles.mark} />
            <div><h1 className={styles.title}>Breakwater</h1><Text size={200} className={styles.quiet}>{t('shell.signIn.tagline')}</Text></div>
          </div>
          {search.ended !== undefined && problem === null && <MessageBar intent="info" layout="multiline"><MessageBarBody>{t('shell.signIn.ended')}</MessageBarBody></MessageBar>}
          {problem !== null && <MessageBar intent="error" layout="multiline"><MessageBarBody>{problem}</MessageBarBody></MessageBar>}
          <Field label={t('shell.signIn.name')}><Input name="username" autoComplete="username" autoFocus required value={name} onChange={(_, data) => setName(data.value)} /></Field>
          <Field label={t('shell.signIn.password')}><Input name="password" type="password" autoComplete="current-password" required value={password} onChange={(_, data) => setPassword(data.value)} /></Field>
          <Button type="submit" appearance="primary" disabledFocusable={pending} icon={pending ? <Spinner size="tiny" /> : null}>{t('shell.signIn.submit')}</Button>
          <Text size={200} className={styles.quiet}>{t('shell.signIn.hint')}</Text>
        </form>
      </main>
    </div>
  );
}
