import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Link, useLocation } from '@tanstack/react-router';
import { useT } from '../../i18n/index.ts';
import { AREAS, areaOf } from './navigation.tsx';

const NARROW = '@media (max-width: 1000px)';
const useStyles = makeStyles({
  nav: { width: '208px', padding: '10px 8px', borderRight: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralBackground3, overflowY: 'auto', [NARROW]: { width: '52px', padding: '10px 6px' } },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '2px' },
  item: {
    display: 'flex', alignItems: 'center', gap: '12px', height: '36px', padding: '0 10px', borderRadius: tokens.borderRadiusMedium, color: tokens.colorNeutralForeground2, textDecorationLine: 'none', position: 'relative',
    ':hover': { backgroundColor: tokens.colorNeutralBackground3Hover, color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    '& svg': { flexShrink: 0 },
  },
  active: {
    color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold, backgroundColor: tokens.colorNeutralBackground3Selected,
    '& svg': { color: tokens.colorBrandForeground1 },
    '::before': { content: '""', position: 'absolute', left: '0', top: '9px', bottom: '9px', width: '3px', borderRadius: '2px', backgroundColor: tokens.colorBrandForeground1 },
  },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', [NARROW]: { position: 'absolute', width: '1px', height: '1px', clipPath: 'inset(50%)' } },
});

export function SideNav() {
  const styles = useStyles();
  const t = useT();
  const active = useLocation({ select: (location) => areaOf(location.pathname)?.id });
  return (
    <nav className={styles.nav} aria-label={t('shell.navigation')}>
      <ul className={styles.list}>
        {AREAS.map((area) => {
          const here = area.id === active;
          const Icon = here ? area.activeIcon : area.icon;
          return (
            <li key={area.id}>
              <Link {...area.place} className={mergeClasses(styles.item, here && styles.active)} {...(here ? { 'aria-current': 'page' as const } : {})} title={t(area.label)} activeProps={{}}>
                <Icon /><span className={styles.text}>{t(area.label)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
