import { makeStyles, tokens } from '@fluentui/react-components';
import { useMemo } from 'react';
import type { AssessmentRow, RecommendationDetail } from '#contract/types.ts';
import { AssessmentTabs } from '../../components/assessments/assessment-tabs.tsx';
import { CoverageStrip } from '../../components/images/coverage-strip.tsx';
import { imageList, unassessedList } from '../../components/images/image-list.tsx';
import { updateList } from '../../components/images/update-list.tsx';
import { vulnerabilityList } from '../../components/images/vulnerability-list.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { useT } from '../../i18n/index.ts';
import { IMAGE_POLICY } from '../../lib/image-policy.ts';

interface BodyProps { recommendation: RecommendationDetail; environment: string | undefined; onExempt: ((row: AssessmentRow) => void) | undefined }

/** What a recommendation concerns: the objects by status; findings of images also by image, vulnerability and update. */
export function RecommendationBody(props: BodyProps) {
  return props.recommendation.policy === IMAGE_POLICY ? <ImageViews {...props} /> : <Objects {...props} />;
}

function Objects({ recommendation: { policy, counts }, environment, onExempt }: BodyProps) {
  const fixed = useMemo(() => ({ policy, environment }), [policy, environment]);
  return <AssessmentTabs counts={counts} fixed={fixed} without={['severity']} columns="policy" onExempt={onExempt} />;
}

const VIEWS = ['images', 'vulnerabilities', 'updates', 'workloads', 'unassessed'] as const;
const useStyles = makeStyles({
  strip: { paddingTop: '14px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  list: { display: 'flex', flexDirection: 'column', flexGrow: 1, flexShrink: 0, flexBasis: '440px', '@media (min-width: 1240px)': { flexShrink: 1, flexBasis: 0, minHeight: 0 } },
});

function ImageViews(props: BodyProps) {
  const styles = useStyles();
  const t = useT();
  const [tab, placeOf] = useTab(VIEWS);
  const { environment } = props;
  const running = useMemo(() => ({ environment, running: 'true' }), [environment]);
  const withFindings = useMemo(() => ({ environment, running: 'true', state: 'assessed,scanning,pending' }), [environment]);
  const unassessed = useMemo(() => ({ environment, running: 'true', state: 'notAssessed,pending' }), [environment]);
  return (
    <>
      <CoverageStrip brief className={styles.strip} />
      <PageTabs label={t('images.groupBy')} selected={tab} tabs={VIEWS.map((id) => ({ id, place: placeOf(id), label: t(`images.grouping.${id}`) }))} />
      <div className={styles.list}>
        {tab === 'images' && <ListView key={tab} list={imageList} fixed={withFindings} without={['reason', 'registry']} />}
        {tab === 'vulnerabilities' && <ListView key={tab} list={vulnerabilityList} fixed={running} without={['registry']} />}
        {tab === 'updates' && <ListView key={tab} list={updateList} fixed={running} without={['registry']} />}
        {tab === 'workloads' && <Objects {...props} />}
        {tab === 'unassessed' && <ListView key={tab} list={unassessedList} fixed={unassessed} />}
      </div>
    </>
  );
}
