import { Button, makeStyles, mergeClasses, tokens, Tooltip } from '@fluentui/react-components';
import { KeyboardRegular } from '@fluentui/react-icons/svg/keyboard';
import { Link } from '@tanstack/react-router';
import { useT } from '../../i18n/index.ts';
import { overviewPlace } from '../paths.ts';
import { EnvironmentFilter } from './environment-filter.tsx';
import { LanguageMenu, ThemeMenu, UserMenu } from './menus.tsx';
import { LiveDot } from './live-dot.tsx';
import { HELP_EVENT } from './shortcuts.tsx';

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', gap: '4px', padding: '0 12px 0 14px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralBackground1, minWidth: 0 },
  brand: {
    display: 'flex', alignItems: 'center', gap: '10px', width: '194px', flexShrink: 0, color: tokens.colorNeutralForeground1, textDecorationLine: 'none', fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase400, letterSpacing: '-0.01em', borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
    '@media (max-width: 1000px)': { width: 'auto', marginRight: '10px' },
  },
  mark: { width: '24px', height: '24px', flexShrink: 0 },
  name: { '@media (max-width: 620px)': { display: 'none' } },
  space: { flexGrow: 1 },
});

export function TopBar({ className }: { className?: string | undefined }) {
  const styles = useStyles();
  const t = useT();
  return (
    <header className={mergeClasses(styles.bar, className)}>
      <Link {...overviewPlace()} className={styles.brand}><img src="/favicon.svg" alt="" className={styles.mark} /><span className={styles.name}>Breakwater</span></Link>
      <EnvironmentFilter />
      <span className={styles.space} />
      <LiveDot />
      <Tooltip content={t('shell.shortcuts.button')} relationship="label"><Button appearance="subtle" icon={<KeyboardRegular />} onClick={() => window.dispatchEvent(new Event(HELP_EVENT))} /></Tooltip>
      <ThemeMenu />
      <LanguageMenu />
      <UserMenu />
    </header>
  );
}
