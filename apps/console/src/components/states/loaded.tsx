import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useT } from '../../i18n/index.ts';
import { Failure, Loading } from './states.tsx';

interface LoadedProps<T> { query: UseQueryResult<T, Error>; skeleton?: ReactNode; children: (data: T) => ReactNode }

/** Shows an answer when it is there; until then its skeleton, or why it cannot be shown. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>) {
  const t = useT();
  if (query.data === undefined) {
    if (query.error !== null) return <Failure error={query.error} retry={() => void query.refetch()} />;
    return skeleton ?? <Loading />;
  }
  return (
    <>
      {query.error !== null && <MessageBar intent="warning"><MessageBarBody>{t('shell.state.stale', { message: query.error.message })}</MessageBarBody></MessageBar>}
      {children(query.data)}
    </>
  );
}
