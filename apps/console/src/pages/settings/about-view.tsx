import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { ApiProblem } from '../../api/client.ts';
import { Card, ScrollBody } from '../../components/page.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { useT } from '../../i18n/index.ts';

const OPENAPI = '/api/openapi.json';

const useStyles = makeStyles({
  body: { paddingTop: '16px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  card: { maxWidth: '640px' },
  list: { display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '8px 24px', margin: '4px 0' },
  term: { color: tokens.colorNeutralForeground3 },
  value: { margin: 0 },
  link: { color: tokens.colorBrandForegroundLink },
  quiet: { color: tokens.colorNeutralForeground3, marginTop: '8px' },
});

interface Described { info: { version: string } }

async function describe(signal: AbortSignal): Promise<Described> {
  const response = await fetch(OPENAPI, { signal });
  if (!response.ok) throw new ApiProblem(response.status, 'http', `${OPENAPI} answers ${response.status}`);
  return (await response.json()) as Described;
}

/** Which version this is, and where machines find its description. */
export function AboutView() {
  const styles = useStyles();
  const t = useT();
  const query = useQuery({ queryKey: ['openapi'], queryFn: ({ signal }) => describe(signal), staleTime: 300_000 });
  return (
    <ScrollBody className={styles.body}>
      <Card title="Breakwater" className={styles.card}>
        <Loaded query={query}>
          {({ info }) => (
            <dl className={styles.list}>
              <dt className={styles.term}>{t('common.field.version')}</dt><dd className={styles.value}>{info.version}</dd>
              <dt className={styles.term}>{t('settings.api')}</dt><dd className={styles.value}><a className={styles.link} href={OPENAPI}>OpenAPI 3.1</a></dd>
              <dt className={styles.term}>{t('settings.metrics')}</dt><dd className={styles.value}><a className={styles.link} href="/metrics">Prometheus</a></dd>
              <dt className={styles.term}>{t('settings.license')}</dt><dd className={styles.value}>Apache-2.0</dd>
            </dl>
          )}
        </Loaded>
        <Text size={200} className={styles.quiet}>{t('settings.noCalls')}</Text>
      </Card>
    </ScrollBody>
  );
}
