import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Open16Regular } from '@fluentui/react-icons/svg/open';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Place } from '../app/paths.ts';
import { useT } from '../i18n/index.ts';

const useStyles = makeStyles({
  link: {
    color: tokens.colorBrandForegroundLink, textDecorationLine: 'none', borderRadius: tokens.borderRadiusSmall,
    ':hover': { textDecorationLine: 'underline', color: tokens.colorBrandForegroundLinkHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
  },
  underline: { textDecorationLine: 'underline' },
  outside: { overflowWrap: 'anywhere', '& svg': { marginLeft: '4px', verticalAlign: '-1px', width: '12px', height: '12px' } },
});

interface TextLinkProps { place: Place; children: ReactNode; className?: string | undefined; /** Within a sentence. */ underline?: boolean; tabIndex?: number; title?: string }

/** A link to another page of the console, within text. */
export function TextLink({ place, children, className, underline = false, ...rest }: TextLinkProps) {
  const styles = useStyles();
  return <Link {...place} {...rest} className={mergeClasses(styles.link, underline && styles.underline, className)}>{children}</Link>;
}

/** A link out of the console: only addresses of the web, in a new tab, without telling where from. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const styles = useStyles();
  const t = useT();
  if (!/^https?:\/\//.test(href)) return <span>{children}</span>;
  return <a href={href} target="_blank" rel="noreferrer noopener" className={mergeClasses(styles.link, styles.outside)} title={t('common.newTab')}>{children}<Open16Regular aria-hidden="true" /></a>;
}
