import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { urlOf } from '#contract/client.ts';
import { PATHS } from '#contract/paths.ts';
import type { Registry } from '#contract/types.ts';
import { settingsPlace } from '../../app/paths.ts';
import { CodeBlock } from '../../components/code/code-block.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { TextLink } from '../../components/links.tsx';
import { Card } from '../../components/page.tsx';
import { Ago } from '../../components/time.tsx';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  card: { display: 'flex', flexDirection: 'column', gap: '10px', paddingTop: '4px' },
  address: { display: 'flex', alignItems: 'center', gap: '6px', padding: '4px 4px 4px 10px', borderRadius: tokens.borderRadiusMedium, border: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralBackground2 },
  text: { flexGrow: 1, fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** Configuration of the Distribution project's registry; others ask for the same two things. */
const example = (address: string): string => `notifications:
  endpoints:
  - name: breakwater
    url: ${address}
    headers:
      Authorization: ["Bearer bw_..."]
    timeout: 5s
    threshold: 5
    backoff: 30s
`;

/** Where the registry tells of pushes, so that an image is assessed at once and not with the next listing. */
export function NotificationsCard({ registry }: { registry: Registry }) {
  const styles = useStyles();
  const t = useT();
  const address = window.location.origin + urlOf(PATHS.notifyRegistry[1], { params: { id: registry.id } });
  return (
    <Card title={t('registries.notifications')}>
      <div className={styles.card}>
        <Text>{t('registries.notificationsText')}</Text>
        <div className={styles.address}><code className={styles.text}>{address}</code><CopyButton text={address} label={t('registries.copyAddress')} /></div>
        <Text>{t('registries.tokenText')} <TextLink underline place={settingsPlace('tokens')}>{t('settings.tab.tokens')}</TextLink></Text>
        <CodeBlock text={example(address)} label={t('registries.exampleLabel')} fileName="notifications.yml" />
        <span className={styles.quiet}>{t('registries.lastNotification')} <Ago at={registry.lastNotificationAt} /></span>
      </div>
    </Card>
  );
}
