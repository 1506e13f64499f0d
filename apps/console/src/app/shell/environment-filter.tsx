import { Button, makeStyles, Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger, tokens } from '@fluentui/react-components';
import { ChevronDown16Regular } from '@fluentui/react-icons/svg/chevron-down';
import { Cloud20Regular } from '@fluentui/react-icons/svg/cloud';
import { useEnvironments } from '../../api/environments.ts';
import { EnvironmentStateIcon } from '../../components/environment-state.tsx';
import { useT } from '../../i18n/index.ts';
import { usePageSearch } from '../search.ts';

const useStyles = makeStyles({
  button: { fontWeight: tokens.fontWeightRegular, minWidth: 0, maxWidth: '280px' },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  list: { maxHeight: '60vh', overflowY: 'auto' },
  item: { display: 'inline-flex', alignItems: 'center', gap: '8px' },
});

/** Narrows every page to one environment; kept in the address. */
export function EnvironmentFilter() {
  const styles = useStyles();
  const t = useT();
  const environments = useEnvironments();
  const [search, setSearch] = usePageSearch();
  const chosen = search.environment ?? '';
  const name = chosen === '' ? t('common.allEnvironments') : (environments.find(({ id }) => id === chosen)?.name ?? chosen);
  return (
    <Menu checkedValues={{ environment: [chosen] }} onCheckedValueChange={(_, data) => setSearch({ environment: data.checkedItems[0] === '' ? undefined : data.checkedItems[0], namespace: undefined })}>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<Cloud20Regular />} className={styles.button} title={t('common.filterNamed', { name: t('common.field.environment') })} aria-label={`${t('common.field.environment')}: ${name}`}>
          <span className={styles.text}>{name}</span><ChevronDown16Regular />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList className={styles.list}>
          <MenuItemRadio name="environment" value="">{t('common.allEnvironments')}</MenuItemRadio>
          {environments.map((environment) => (
            <MenuItemRadio key={environment.id} name="environment" value={environment.id}>
              <span className={styles.item}><EnvironmentStateIcon state={environment.state} />{environment.name}</span>
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
