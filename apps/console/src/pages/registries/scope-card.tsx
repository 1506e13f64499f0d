import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Registry } from '#contract/types.ts';
import { Card } from '../../components/page.tsx';
import { DateOf } from '../../components/time.tsx';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { scheduleText } from './schedule-text.ts';

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'max-content minmax(0, 1fr)', gap: '6px 20px', margin: '4px 0' },
  term: { color: tokens.colorNeutralForeground3 },
  value: { margin: 0, overflowWrap: 'anywhere' },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px' },
});

/** What of a registry is taken, how often, and as whom. */
export function ScopeCard({ registry }: { registry: Registry }) {
  const styles = useStyles();
  const t = useT();
  const { filters } = registry;
  const patterns = (list: readonly string[], none: string): ReactNode => (list.length === 0 ? none : <span className={styles.mono}>{list.join(', ')}</span>);
  const lines: readonly (readonly [string, ReactNode])[] = [
    [t('registries.include'), patterns(filters.include, t('registries.everyRepository'))],
    [t('registries.exclude'), patterns(filters.exclude, t('common.none'))],
    [t('registries.tags'), patterns(filters.tags, t('registries.everyTag'))],
    ...(filters.repositories.length === 0 ? [] : [[t('registries.repositoriesField'), patterns(filters.repositories, '')] as const]),
    [t('registries.newest'), filters.newest === null ? t('common.all') : formatCount(filters.newest)],
    [t('registries.schedule'), scheduleText(t, registry.scheduleMinutes)],
    [t('registries.user'), registry.username ?? t('registries.anonymous')],
    [t('registries.transport'), registry.plainHttp ? t('registries.transportPlain') : 'HTTPS'],
    [t('registries.connectedBy'), <>{registry.createdBy}, <DateOf at={registry.createdAt} /></>],
  ];
  return (
    <Card title={t('registries.scope')}>
      <dl className={styles.list}>{lines.map(([term, value]) => [<dt key={`${term} term`} className={styles.term}>{term}</dt>, <dd key={term} className={styles.value}>{value}</dd>])}</dl>
    </Card>
  );
}
