import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ShieldDismiss20Regular } from '@fluentui/react-icons/svg/shield-dismiss';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { AssessmentRow, RecommendationDetail } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { initiativePlace, policyPlace, recommendationsPlace } from '../../app/paths.ts';
import { usePageSearch } from '../../app/search.ts';
import { useMay } from '../../app/session.ts';
import { ExemptDialog, type ExemptTarget } from '../../components/exemptions/exempt-dialog.tsx';
import { ExemptFindings } from '../../components/exemptions/exempt-findings.tsx';
import { TextLink } from '../../components/links.tsx';
import { EffectBadge, SeverityMark } from '../../components/marks.tsx';
import { Fact, FillBody, PageHeader } from '../../components/page.tsx';
import { Loaded } from '../../components/states/loaded.tsx';
import { Gain } from '../../components/table/cells.tsx';
import { Ago } from '../../components/time.tsx';
import { useT } from '../../i18n/index.ts';
import { IMAGE_POLICY } from '../../lib/image-policy.ts';
import { FixPanel } from './fix-panel.tsx';
import { RecommendationBody } from './recommendation-body.tsx';

const WIDE = '@media (min-width: 1240px)';
const useStyles = makeStyles({
  page: { overflowY: 'auto', [WIDE]: { overflowY: 'hidden' } },
  columns: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, [WIDE]: { flexDirection: 'row' } },
  main: { display: 'flex', flexDirection: 'column', flexGrow: 1, flexShrink: 0, minWidth: 0, minHeight: '460px', [WIDE]: { minHeight: 0, flexShrink: 1 } },
  side: { padding: '16px 24px 24px', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, [WIDE]: { width: '400px', flexShrink: 0, overflowY: 'auto', borderLeft: `1px solid ${tokens.colorNeutralStroke2}` } },
});

/** One recommendation: what is concerned, how to fix it, and who is exempt. */
export function RecommendationPage() {
  const t = useT();
  const { policy } = useParams({ strict: false }) as { policy: string };
  const [{ environment }] = usePageSearch();
  const query = useQuery(read('getRecommendation', { params: { id: policy }, query: { environment } }));
  return (
    <FillBody>
      {query.data === undefined && <PageHeader title={policy} crumbs={[{ label: t('recommendations.title'), place: recommendationsPlace() }]} />}
      <Loaded query={query}>{(data) => <Detail recommendation={data} environment={environment} />}</Loaded>
    </FillBody>
  );
}

function Detail({ recommendation, environment }: { recommendation: RecommendationDetail; environment: string | undefined }) {
  const styles = useStyles();
  const t = useT();
  const mayWrite = useMay('write');
  const [exempting, setExempting] = useState<ExemptTarget | null>(null);
  const [exemptingFindings, setExemptingFindings] = useState(false);
  const { policy, title } = recommendation;
  const exemptRow = useCallback((row: AssessmentRow) => setExempting({ environment: row.environment, namespace: row.resource.namespace, kind: row.resource.kind, name: row.resource.name }), []);
  const exemptAll = (): void => (policy === IMAGE_POLICY ? setExemptingFindings(true) : setExempting({ environment: environment ?? null, namespace: null, kind: null, name: null }));
  return (
    <FillBody className={styles.page}>
      <PageHeader
        title={title}
        crumbs={[{ label: t('recommendations.title'), place: recommendationsPlace() }]}
        actions={mayWrite && <Button icon={<ShieldDismiss20Regular />} onClick={exemptAll}>{t('exemptions.exempt')}</Button>}
        meta={(
          <>
            <SeverityMark severity={recommendation.severity} />
            <EffectBadge effect={recommendation.effect} />
            <Fact label={t('recommendations.gain')}><strong title={t('recommendations.gainHint')}><Gain value={recommendation.scoreGain} /></strong></Fact>
            <Fact label={t('common.field.category')}>{recommendation.category}</Fact>
            {recommendation.unhealthySince !== null && <Fact label={t('recommendations.unhealthySince')}><Ago at={recommendation.unhealthySince} /></Fact>}
            {recommendation.initiatives.map((initiative) => <TextLink key={initiative.id} place={initiativePlace(initiative.id)}>{initiative.title}</TextLink>)}
            <TextLink place={policyPlace(policy)}>{t('recommendations.showPolicy')}</TextLink>
          </>
        )}
      />
      <div className={styles.columns}>
        <div className={styles.main}><RecommendationBody recommendation={recommendation} environment={environment} onExempt={mayWrite ? exemptRow : undefined} /></div>
        <aside className={styles.side} aria-label={t('recommendations.fix')}><FixPanel recommendation={recommendation} /></aside>
      </div>
      {exemptingFindings && <ExemptFindings target={{ vulnerability: null, package: null, image: null }} onClose={() => setExemptingFindings(false)} />}
      {exempting !== null && <ExemptDialog policy={policy} policyTitle={title} target={exempting} onClose={() => setExempting(null)} />}
    </FillBody>
  );
}
