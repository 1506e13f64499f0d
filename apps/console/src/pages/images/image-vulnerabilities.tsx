import { makeStyles, tokens } from '@fluentui/react-components';
import { useMemo } from 'react';
import type { ImageDetail } from '#contract/types.ts';
import { usePageSearch } from '../../app/search.ts';
import { FindingsView } from '../../components/images/findings-view.tsx';
import { updatesOfImage } from '../../components/images/update-list.tsx';
import { herePlace, PageTabs } from '../../components/page-tabs.tsx';
import { State } from '../../components/states/states.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({ place: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, borderTop: `1px solid ${tokens.colorNeutralStroke2}` } });
const VIEWS = ['findings', 'packages'] as const;

/** Findings of an image, one by one or by the package that resolves them. */
export function ImageVulnerabilities({ image }: { image: ImageDetail }) {
  const styles = useStyles();
  const t = useT();
  const [search] = usePageSearch();
  const view = VIEWS.find((each) => each === search.view) ?? 'findings';
  const fixed = useMemo(() => ({ image: image.id }), [image.id]);
  if (image.vulnerabilities === null) return <div className={styles.place}>{image.state === 'notAssessed' ? <State title={t('images.nothingKnown')} role="status">{t('images.nothingKnownHint')}</State> : <State title={t('images.notScannedYet')} role="status">{t('images.notScannedYetHint')}</State>}</div>;
  const emptyText = { title: t('images.noFindings'), hint: image.notAssessed > 0 ? t('images.noFindingsPartly', { count: image.notAssessed }) : t('images.noFindingsHint') };
  return (
    <>
      <PageTabs small label={t('images.groupBy')} selected={view} tabs={VIEWS.map((id) => ({ id, label: t(`images.view.${id}`), place: herePlace({ view: id === 'findings' ? undefined : id, status: undefined, exempt: undefined, sort: undefined, image: undefined, vulnerability: undefined, package: undefined }) }))} />
      {view === 'findings' ? <FindingsView columns="image" fixed={fixed} emptyText={emptyText} /> : <ListView list={updatesOfImage} fixed={fixed} emptyText={emptyText} />}
    </>
  );
}
