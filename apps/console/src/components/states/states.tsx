import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { overviewPlace } from '../../app/paths.ts';
import { useT } from '../../i18n/index.ts';
import { TextLink } from '../links.tsx';

const useStyles = makeStyles({
  state: { display: 'flex', flexDirection: 'column', alignItems: 'center', textAlign: 'center', gap: tokens.spacingVerticalS, padding: '56px 24px', margin: 'auto', maxWidth: '520px' },
  icon: { color: tokens.colorNeutralForeground3, display: 'flex', '& svg': { width: '32px', height: '32px' } },
  text: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, marginTop: tokens.spacingVerticalS, flexWrap: 'wrap', justifyContent: 'center' },
  skeleton: { display: 'flex', flexDirection: 'column', gap: '14px', padding: '16px' },
});

interface StateProps { title: string; children?: ReactNode; icon?: ReactNode; actions?: ReactNode; role?: 'alert' | 'status'; /** 1 where it is all that the page shows. */ level?: 1 | 2 }

/** Fills a place that has nothing to show: says what is the case, and what to do next. */
export function State({ title, children, icon, actions, role, level = 2 }: StateProps) {
  const styles = useStyles();
  return (
    <div className={styles.state} role={role}>
      {icon !== undefined && <span className={styles.icon} aria-hidden="true">{icon}</span>}
      <Text as={level === 1 ? 'h1' : 'h2'} size={400} weight="semibold">{title}</Text>
      {children !== undefined && <Text align="center" className={styles.text}>{children}</Text>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** Why something is not shown: forbidden, not found, or failed with a way to try again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useT();
  const status = error instanceof ApiProblem ? error.status : 0;
  // Without the environment: it may be what cannot be seen.
  const home = <TextLink place={overviewPlace({ environment: undefined })}>{t('shell.state.toOverview')}</TextLink>;
  if (status === 403) return <State title={t('shell.state.forbiddenTitle')} role="alert" actions={home}>{t('shell.state.forbiddenAny')}</State>;
  if (status === 404) return <State title={t('shell.state.notFoundTitle')} role="alert" actions={home}>{t('shell.state.notFound')}</State>;
  const message = error instanceof Error ? error.message : String(error);
  const again = retry === undefined ? undefined : <Button appearance="primary" onClick={retry}>{t('common.action.retry')}</Button>;
  return <State title={t('shell.state.errorTitle')} role="alert" actions={again}>{message}</State>;
}

/** Grey lines in the shape of what is coming. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const styles = useStyles();
  const t = useT();
  return (
    <Skeleton aria-label={t('common.loading')} className={styles.skeleton}>
      {Array.from({ length: lines }, (_, line) => <SkeletonItem key={line} size={16} style={{ width: `${92 - ((line * 17) % 40)}%` }} />)}
    </Skeleton>
  );
}
