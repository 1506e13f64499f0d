import { Button, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from '@fluentui/react-components';
import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { MoreHorizontal20Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Registry } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { imagesPlace, settingsPlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { StatusIcon } from '../../components/marks.tsx';
import { MenuButton } from '../../components/overlay/menu.tsx';
import { Card, Fact, FillBody, PageHeader, ScrollBody } from '../../components/page.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { Ago } from '../../components/time.tsx';
import { formatCount, formatDateTime } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { NotificationsCard } from './notifications-card.tsx';
import { DisconnectDialog, useSync } from './registry-actions.tsx';
import { RegistryDialog } from './registry-dialog.tsx';
import { RegistryState } from './registry-state.tsx';
import { ScopeCard } from './scope-card.tsx';

const useStyles = makeStyles({
  banner: { flexShrink: 0 },
  grid: { display: 'grid', gap: '16px', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))', alignItems: 'start' },
  column: { display: 'flex', flexDirection: 'column', gap: '16px', minWidth: 0 },
  list: { listStyleType: 'none', margin: '4px 0', padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
  lost: { display: 'flex', gap: '8px', overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** One registry: whether it can be listed, what of it is taken, and how it tells of pushes. */
export function RegistryPage() {
  const t = useT();
  const { registry } = useParams({ strict: false }) as { registry: string };
  const query = useQuery(read('getRegistry', { params: { id: registry } }));
  return (
    <FillBody>
      {query.data === undefined && <PageHeader title={t('images.registry')} crumbs={[{ label: t('registries.title'), place: settingsPlace('registries') }]} />}
      <Loaded query={query}>{(data) => <Detail registry={data} />}</Loaded>
    </FillBody>
  );
}

function Detail({ registry }: { registry: Registry }) {
  const styles = useStyles();
  const t = useT();
  return (
    <>
      <PageHeader
        title={registry.name}
        crumbs={[{ label: t('registries.title'), place: settingsPlace('registries') }]}
        actions={<Actions registry={registry} />}
        meta={(
          <>
            <RegistryState registry={registry} />
            <Fact label={t('registries.url')}>{registry.url}</Fact>
            <Fact label={t('registries.repositories')}>{formatCount(registry.repositories)}</Fact>
            <Fact label={t('common.field.images')}>{t('registries.assessedOf', { assessed: formatCount(registry.assessed), total: formatCount(registry.images) })}</Fact>
            <Fact label={t('registries.lastListed')}><Ago at={registry.lastSyncAt} /></Fact>
            {registry.nextSyncAt !== null && <Fact label={t('registries.nextListed')}><Ago at={registry.nextSyncAt} /></Fact>}
          </>
        )}
      />
      <ScrollBody>
        {registry.state === 'notAssessed' && (
          <MessageBar intent="warning" layout="multiline" className={styles.banner}>
            <MessageBarBody><MessageBarTitle>{t('registries.notListedSince', { since: formatDateTime(new Date(registry.since)) })}</MessageBarTitle>{registry.reason ?? t('common.unknown')}</MessageBarBody>
          </MessageBar>
        )}
        <div className={styles.grid}>
          <div className={styles.column}>
            <ScopeCard registry={registry} />
            <Card title={t('registries.unread')}>
            {registry.unread.length === 0
              ? <Text className={styles.quiet}>{t(registry.lastSyncAt === null ? 'registries.notListedYet' : registry.state === 'notAssessed' ? 'registries.allListedThen' : 'registries.allListed')}</Text>
              : <ul className={styles.list}>{registry.unread.map(({ what, reason }) => <li key={`${what} ${reason}`} className={styles.lost}><StatusIcon status="notAssessed" /><div><div>{what}</div><div className={styles.quiet}>{reason}</div></div></li>)}</ul>}
            </Card>
          </div>
          <NotificationsCard registry={registry} />
        </div>
      </ScrollBody>
    </>
  );
}

function Actions({ registry }: { registry: Registry }) {
  const t = useT();
  const mayWrite = useMay('write');
  const sync = useSync();
  const [doing, setDoing] = useState<'edit' | 'disconnect' | null>(null);
  const close = (): void => setDoing(null);
  return (
    <>
      <LinkButton place={imagesPlace({ tab: 'all', registry: registry.id })}>{t('registries.showImages')}</LinkButton>
      {mayWrite && (
        <>
          <Button icon={<ArrowSync20Regular />} disabledFocusable={registry.state === 'connecting'} onClick={() => registry.state !== 'connecting' && sync(registry)}>{t('registries.sync')}</Button>
          <MenuButton label={t('common.action.actions')} icon={<MoreHorizontal20Regular />} appearance="secondary" items={[{ label: t('registries.edit'), run: () => setDoing('edit') }, { label: t('inventory.disconnect'), run: () => setDoing('disconnect') }]} />
        </>
      )}
      {doing === 'edit' && <RegistryDialog registry={registry} onClose={close} />}
      {doing === 'disconnect' && <DisconnectDialog registry={registry} onClose={close} />}
    </>
  );
}
