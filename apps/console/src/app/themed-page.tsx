import { FluentProvider, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect } from 'react';
import { Notifications } from '../components/notify.tsx';
import { useDark } from './preferences.ts';
import { darkTheme, lightTheme } from './theme.ts';

// On an element of its own: dialogs and toasts take the provider's class names along and would cover the page.
const useStyles = makeStyles({ page: { height: '100vh', backgroundColor: tokens.colorNeutralBackground2, color: tokens.colorNeutralForeground1 } });

/** The theme around everything, toasts included. */
export function ThemedPage({ children }: { children: ReactNode }) {
  const styles = useStyles();
  const dark = useDark();
  useEffect(() => {
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  return <FluentProvider theme={dark ? darkTheme : lightTheme}><div className={styles.page}>{children}</div><Notifications /></FluentProvider>;
}
