import { Button } from '@fluentui/react-components';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ApiProblem } from '../api/client.ts';
import { TextLink } from '../components/links.tsx';
import { Failure, State } from '../components/states/states.tsx';
import { useT } from '../i18n/index.ts';
import { overviewPlace } from './paths.ts';

/** A page that threw: the rest of the console goes on. */
export function PageCrash({ error, reset }: ErrorComponentProps) {
  const t = useT();
  const router = useRouter();
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  if (error instanceof ApiProblem) return <Failure error={error} retry={retry} />;
  return (
    <State level={1} title={t('shell.state.crashTitle')} role="alert" actions={<><Button appearance="primary" onClick={retry}>{t('common.action.retry')}</Button><TextLink place={overviewPlace()}>{t('shell.state.toOverview')}</TextLink></>}>
      {t('shell.state.crash', { message: error instanceof Error ? error.message : String(error) })}
    </State>
  );
}

export function PageMissing() {
  const t = useT();
  const title = t('shell.state.notFoundTitle');
  return (
    <State level={1} title={title} role="alert" actions={<TextLink place={overviewPlace()}>{t('shell.state.toOverview')}</TextLink>}>
      <title>{`${title} · Breakwater`}</title>
      {t('shell.state.notFound')}
    </State>
  );
}
