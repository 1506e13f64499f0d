import { Button } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { FillBody, PageHeader } from '../../components/page.tsx';
import { PageTabs, useTab } from '../../components/page-tabs.tsx';
import { ListView } from '../../components/table/list-view.tsx';
import { useT } from '../../i18n/index.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { AssignmentsView } from './assignments-view.tsx';
import { initiativeList } from './initiative-list.tsx';
import { policyList } from './policy-list.tsx';

const TABS = ['initiatives', 'assignments', 'policies'] as const;

/** What is checked, and where it is assigned. */
export function InitiativesPage() {
  const t = useT();
  const mayWrite = useMay('write');
  const [tab, placeOf] = useTab(TABS);
  const [assigning, setAssigning] = useState(false);
  const assign = mayWrite && <Button appearance="primary" icon={<Add20Regular />} onClick={() => setAssigning(true)}>{t('initiatives.assign')}</Button>;
  return (
    <FillBody>
      <PageHeader title={t('initiatives.title')} actions={assign} />
      <PageTabs label={t('initiatives.title')} selected={tab} tabs={TABS.map((id) => ({ id, place: placeOf(id), label: t(`initiatives.tab.${id}`) }))} />
      {tab === 'initiatives' && <ListView list={initiativeList} />}
      {tab === 'assignments' && <AssignmentsView emptyAction={assign} />}
      {tab === 'policies' && <ListView list={policyList} />}
      {assigning && <AssignDialog onClose={() => setAssigning(false)} />}
    </FillBody>
  );
}
