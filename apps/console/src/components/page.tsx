import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ChevronRight16Regular } from '@fluentui/react-icons/svg/chevron-right';
import { useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Place } from '../app/paths.ts';
import { useT } from '../i18n/index.ts';
import { TextLink } from './links.tsx';

const useStyles = makeStyles({
  header: { display: 'flex', flexDirection: 'column', gap: '2px', padding: '14px 24px 12px', flexShrink: 0 },
  crumbs: { display: 'flex', alignItems: 'center', gap: '2px', listStyleType: 'none', margin: 0, padding: 0, fontSize: tokens.fontSizeBase200, lineHeight: '18px', color: tokens.colorNeutralForeground3, flexWrap: 'wrap' },
  crumb: { display: 'flex', alignItems: 'center' },
  line: { display: 'flex', alignItems: 'flex-start', gap: '16px', flexWrap: 'wrap' },
  title: { margin: 0, outlineStyle: 'none', fontSize: tokens.fontSizeBase500, lineHeight: '30px', fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  heading: { display: 'flex', alignItems: 'center', gap: '10px', flexWrap: 'wrap', flexGrow: 1, flexBasis: '320px', minWidth: 0 },
  actions: { display: 'flex', gap: '8px', flexWrap: 'wrap' },
  meta: { display: 'flex', alignItems: 'center', gap: '4px 18px', flexWrap: 'wrap', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, minHeight: '24px' },
});

export interface Crumb { label: string; place: Place }
interface PageHeaderProps { title: string; crumbs?: readonly Crumb[]; badges?: ReactNode; meta?: ReactNode; actions?: ReactNode; /** Pages with the same place share the focus: moving between their tabs leaves it where it is. */ place?: string }

/** The first page keeps the browser's focus; each later one takes it to its heading, so that a screen reader hears where it is. */
let arrived = false;

export function PageHeader({ title, crumbs = [], badges, meta, actions, place }: PageHeaderProps) {
  const styles = useStyles();
  const t = useT();
  const pathname = useLocation({ select: (location) => location.pathname });
  const heading = useRef<HTMLHeadingElement>(null);
  const where = place ?? pathname;
  useEffect(() => {
    if (arrived && where !== '') heading.current?.focus({ preventScroll: true });
    arrived = true;
  }, [where]);
  return (
    <header className={styles.header}>
      <title>{`${title} · Breakwater`}</title>
      {crumbs.length > 0 && (
        <nav aria-label={t('shell.breadcrumbs')}>
          <ol className={styles.crumbs}>
            {crumbs.map((crumb) => <li key={crumb.label} className={styles.crumb}><TextLink place={crumb.place}>{crumb.label}</TextLink><ChevronRight16Regular aria-hidden="true" /></li>)}
          </ol>
        </nav>
      )}
      <div className={styles.line}>
        <div className={styles.heading}>
          <h1 ref={heading} tabIndex={-1} className={styles.title}>{title}</h1>
          {badges}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {meta !== undefined && <div className={styles.meta}>{meta}</div>}
    </header>
  );
}

const useFactStyles = makeStyles({ fact: { display: 'inline-flex', gap: '6px', alignItems: 'center', minWidth: 0 }, label: { color: tokens.colorNeutralForeground3 } });

/** `label value` in the line below a title. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  const styles = useFactStyles();
  return <span className={styles.fact}><span className={styles.label}>{label}</span>{children}</span>;
}

const useCardStyles = makeStyles({
  card: { backgroundColor: tokens.colorNeutralBackground1, border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusLarge, display: 'flex', flexDirection: 'column', minWidth: 0, minHeight: 0 },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: '8px', padding: '12px 16px 4px', minHeight: '28px' },
  title: { margin: 0 },
  body: { padding: '4px 16px 14px', minWidth: 0, display: 'flex', flexDirection: 'column', flexGrow: 1 },
  flush: { padding: 0 },
});

interface CardProps { title?: string; aside?: ReactNode; children: ReactNode; className?: string | undefined; flush?: boolean }

/** A panel with a heading. `flush`: the content reaches the border. */
export function Card({ title, aside, children, className, flush = false }: CardProps) {
  const styles = useCardStyles();
  return (
    <section className={mergeClasses(styles.card, className)} aria-label={title}>
      {title !== undefined && <div className={styles.head}><Text as="h2" weight="semibold" size={300} className={styles.title}>{title}</Text>{aside}</div>}
      <div className={mergeClasses(styles.body, flush && styles.flush)}>{children}</div>
    </section>
  );
}
const useBodyStyles = makeStyles({
  fill: { display: 'flex', flexDirection: 'column', minHeight: 0, flexGrow: 1 },
  scroll: { overflowY: 'auto', flexGrow: 1, minHeight: 0, padding: '4px 24px 24px', display: 'flex', flexDirection: 'column', gap: '16px' },
});

/** A page whose content scrolls as a whole. */
export function ScrollBody({ children, className }: { children: ReactNode; className?: string | undefined }) {
  const styles = useBodyStyles();
  return <div className={mergeClasses(styles.scroll, className)}>{children}</div>;
}

/** A page that fills the window; something in it (a table) scrolls by itself. */
export function FillBody({ children, className }: { children: ReactNode; className?: string | undefined }) {
  const styles = useBodyStyles();
  return <div className={mergeClasses(styles.fill, className)}>{children}</div>;
}

