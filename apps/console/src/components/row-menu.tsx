import { MoreHorizontal20Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { useT } from '../i18n/index.ts';
import { MenuButton, type MenuItem } from './overlay/menu.tsx';
import { useRowTabIndex } from './table/table-row.tsx';

/** What can be done with one row. */
export function RowMenu({ actions }: { actions: readonly MenuItem[] }) {
  const t = useT();
  const tabIndex = useRowTabIndex();
  if (actions.length === 0) return null;
  return <MenuButton label={t('common.action.actions')} items={actions} icon={<MoreHorizontal20Regular />} size="small" tabIndex={tabIndex} />;
}
