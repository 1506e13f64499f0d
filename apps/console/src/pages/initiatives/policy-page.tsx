import { makeStyles, mergeClasses, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import type { PolicyDetail } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { initiativePlace, initiativesPlace, recommendationPlace } from '../../app/paths.ts';
import { CodeBlock } from '../../components/code/code-block.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { OutsideLink, TextLink } from '../../components/links.tsx';
import { SeverityMark } from '../../components/marks.tsx';
import { Fact, FillBody, PageHeader } from '../../components/page.tsx';
import { Prose } from '../../components/prose.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { useT } from '../../i18n/index.ts';
import { techniqueAddress } from '../../lib/techniques.ts';

const WIDE = '@media (min-width: 1140px)';
const useStyles = makeStyles({
  columns: { display: 'flex', flexDirection: 'column', gap: '16px', flexGrow: 1, minHeight: 0, padding: '4px 24px 20px', overflowY: 'auto', [WIDE]: { flexDirection: 'row', overflowY: 'hidden' } },
  main: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0, minHeight: '420px', [WIDE]: { minHeight: 0 } },
  side: { display: 'flex', flexDirection: 'column', gap: '18px', [WIDE]: { width: '380px', flexShrink: 0, overflowY: 'auto' } },
  one: { [WIDE]: { flexDirection: 'column', overflowY: 'auto' } },
  wide: { maxWidth: '720px', [WIDE]: { width: 'auto', overflowY: 'visible' } },
  message: { flexShrink: 0, maxWidth: '720px' },
  part: { display: 'flex', flexDirection: 'column', gap: '6px' },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '4px', fontSize: tokens.fontSizeBase200 },
});

/** One policy: what it demands and the manifest that enforces it. */
export function PolicyPage() {
  const { policy } = useParams({ strict: false }) as { policy: string };
  const t = useT();
  const query = useQuery(read('getPolicy', { params: { id: policy } }));
  return (
    <FillBody>
      {query.data === undefined && <PageHeader title={policy} crumbs={[{ label: t('initiatives.tab.policies'), place: initiativesPlace({ tab: 'policies' }) }]} />}
      <Loaded query={query}>{(data) => <Detail policy={data} />}</Loaded>
    </FillBody>
  );
}

function Detail({ policy }: { policy: PolicyDetail }) {
  const styles = useStyles();
  const t = useT();
  const references = useMemo(() => policy.references.map((href) => ({ href, text: href.replace(/^https?:\/\//, '') })), [policy.references]);
  return (
    <>
      <PageHeader
        title={policy.title}
        crumbs={[{ label: t('initiatives.title'), place: initiativesPlace() }, { label: t('initiatives.tab.policies'), place: initiativesPlace({ tab: 'policies' }) }]}
        actions={<LinkButton place={recommendationPlace(policy.id)}>{t('initiatives.showRecommendation')}</LinkButton>}
        meta={(
          <>
            <SeverityMark severity={policy.severity} />
            <Fact label={t('common.field.category')}>{policy.category}</Fact>
            <Fact label={t('recommendations.kinds')}>{policy.kinds.join(', ')}</Fact>
            {policy.initiatives.map(({ id, title }) => <TextLink key={id} place={initiativePlace(id)}>{title}</TextLink>)}
          </>
        )}
      />
      <div className={mergeClasses(styles.columns, policy.manifest === null && styles.one)}>
        {policy.manifest === null
          ? <MessageBar intent="info" layout="multiline" className={styles.message}><MessageBarBody>{t('initiatives.noManifest')}</MessageBarBody></MessageBar>
          : <div className={styles.main}><CodeBlock fill text={policy.manifest} label={t('initiatives.manifest')} fileName={`${policy.id}.yaml`} /></div>}
        <aside className={mergeClasses(styles.side, policy.manifest === null && styles.wide)} aria-label={t('recommendations.description')}>
          <Part title={t('recommendations.description')}><Prose text={policy.description} /></Part>
          <Part title={t('recommendations.fix')}>
            <Prose text={policy.remediation.text} />
            {policy.remediation.yaml !== null && <CodeBlock text={policy.remediation.yaml} label={t('recommendations.fixYaml')} />}
          </Part>
          {policy.techniques.length > 0 && <Part title={t('recommendations.techniques')}><ul className={styles.list}>{policy.techniques.map((id) => <li key={id}><OutsideLink href={techniqueAddress(id)}>{id}</OutsideLink></li>)}</ul></Part>}
          {references.length > 0 && <Part title={t('recommendations.references')}><ul className={styles.list}>{references.map(({ href, text }) => <li key={href}><OutsideLink href={href}>{text}</OutsideLink></li>)}</ul></Part>}
        </aside>
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const styles = useStyles();
  return <section className={styles.part}><Text as="h2" weight="semibold" size={300} style={{ margin: 0 }}>{title}</Text>{children}</section>;
}
