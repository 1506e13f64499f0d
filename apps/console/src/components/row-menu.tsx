import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { MoreHorizontal20Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { useT } from '../i18n/index.ts';
import { useRowTabIndex } from './table/table-row.tsx';

export interface MenuAction { readonly label: string; readonly run: () => void }

/** What can be done with one row. */
export function RowMenu({ actions }: { actions: readonly MenuAction[] }) {
  const t = useT();
  const tabIndex = useRowTabIndex();
  if (actions.length === 0) return null;
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement><Button size="small" appearance="subtle" icon={<MoreHorizontal20Regular />} aria-label={t('common.action.actions')} tabIndex={tabIndex} /></MenuTrigger>
      <MenuPopover><MenuList>{actions.map((action) => <MenuItem key={action.label} onClick={action.run}>{action.label}</MenuItem>)}</MenuList></MenuPopover>
    </Menu>
  );
}
