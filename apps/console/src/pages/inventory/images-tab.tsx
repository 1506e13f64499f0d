import { useMemo } from 'react';
import type { ResourceDetail } from '#contract/types.ts';
import { imageList } from '../../components/images/image-list.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import type { ListDeclaration } from '../../components/table/types.ts';
import { useT } from '../../i18n/index.ts';

/** What a workload runs: without the column and the filters that say where. */
const imagesOfWorkload: ListDeclaration<'listImages'> = { ...imageList, filters: [], columns: imageList.columns.filter(({ id }) => id !== 'runs') };

/** Images that the workload runs, with what was found in them. */
export function ImagesTab({ resource }: { resource: ResourceDetail }) {
  const t = useT();
  const fixed = useMemo(() => ({ resource: resource.id }), [resource.id]);
  return <ListView list={imagesOfWorkload} fixed={fixed} emptyText={{ title: t('images.workloadRunsNone'), hint: t('images.workloadRunsNoneHint', { images: resource.images.join(', ') }) }} />;
}
