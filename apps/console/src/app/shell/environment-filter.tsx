import { makeStyles, tokens } from '@fluentui/react-components';
import { Cloud20Regular } from '@fluentui/react-icons/svg/cloud';
import { useEnvironments } from '../../api/environments.ts';
import { EnvironmentStateIcon } from '../../components/environment-state.tsx';
import { PopoverButton } from '../../components/overlay/popover-button.tsx';
import { Choices } from '../../components/table/filter-button.tsx';
import { useT } from '../../i18n/index.ts';
import { usePageSearch } from '../search.ts';

const useStyles = makeStyles({
  button: { fontWeight: tokens.fontWeightRegular, minWidth: 0, maxWidth: '280px', gap: '4px' },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** Narrows every page to one environment; kept in the address. */
export function EnvironmentFilter() {
  const styles = useStyles();
  const t = useT();
  const environments = useEnvironments();
  const [search, setSearch] = usePageSearch();
  const chosen = search.environment;
  const name = chosen === undefined ? t('common.allEnvironments') : (environments.find(({ id }) => id === chosen)?.name ?? chosen);
  const label = t('common.field.environment');
  return (
    <PopoverButton label={t('common.filterNamed', { name: label })} icon={<Cloud20Regular />} className={styles.button} text={<span className={styles.text}>{name}</span>}>
      {() => (
        <Choices multiple={false} label={label} all={t('common.allEnvironments')} chosen={chosen === undefined ? [] : [chosen]}
          options={environments.map((environment) => ({ value: environment.id, label: environment.name, icon: <EnvironmentStateIcon state={environment.state} /> }))}
          onChange={([environment]) => setSearch({ environment, namespace: undefined })} />
      )}
    </PopoverButton>
  );
}
