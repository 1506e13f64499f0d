import { makeStyles, tokens } from '@fluentui/react-components';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { live } from '../../api/live.ts';
import { useT } from '../../i18n/index.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { PasswordBanner } from './password-banner.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { SideNav } from './side-nav.tsx';
import { TopBar } from './top-bar.tsx';

const useStyles = makeStyles({
  shell: { display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', gridTemplateRows: '48px minmax(0, 1fr)', height: '100%' },
  top: { gridColumn: '1 / -1' },
  main: { display: 'flex', flexDirection: 'column', minHeight: 0, minWidth: 0, backgroundColor: tokens.colorNeutralBackground2, outlineStyle: 'none', overflow: 'hidden' },
  skip: {
    position: 'absolute', left: '8px', top: '-48px', zIndex: 10, padding: '8px 14px', backgroundColor: tokens.colorBrandBackground, color: tokens.colorNeutralForegroundOnBrand, borderRadius: tokens.borderRadiusMedium,
    ':focus': { top: '6px' },
  },
});

/** The frame around every page of a signed-in person. */
export function Shell() {
  const styles = useStyles();
  const t = useT();
  const signingIn = useLocation({ select: (location) => location.pathname === '/signin' });
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, []);
  if (signingIn) return null;
  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>{t('shell.skip')}</a>
      <TopBar className={styles.top} />
      <SideNav />
      <main id="content" tabIndex={-1} className={styles.main}>
        <ConnectionBanner />
        <PasswordBanner />
        <Outlet />
      </main>
      <Shortcuts />
    </div>
  );
}
