import { Checkbox, makeStyles, Radio, RadioGroup, SearchBox, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { PageSearch, SetSearch } from '../../app/search.ts';
import { useT } from '../../i18n/index.ts';
import { PopoverButton } from '../overlay/popover-button.tsx';
import type { Filter, FilterOption } from './types.ts';

const useStyles = makeStyles({
  button: { fontWeight: tokens.fontWeightRegular, maxWidth: '320px', minWidth: 0 },
  on: { fontWeight: tokens.fontWeightSemibold, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  options: { maxHeight: '320px', maxWidth: '320px', overflowY: 'auto', display: 'flex', flexDirection: 'column', alignItems: 'stretch' },
  label: { display: 'inline-flex', gap: '6px', alignItems: 'center', overflowWrap: 'anywhere' },
  none: { padding: '8px', color: tokens.colorNeutralForeground3 },
});

/** Options shown at once; further ones are found by typing. */
const SHOWN = 100;

interface FilterButtonProps { filter: Filter; search: PageSearch; onChange: SetSearch }

/** `Severity: Critical, High` with the choices behind it. */
export function FilterButton({ filter, search, onChange }: FilterButtonProps) {
  const styles = useStyles();
  const t = useT();
  const options = filter.useOptions(t, search);
  const value = search[filter.id];
  const chosen = value === undefined ? [] : filter.multiple === true ? value.split(',') : [value];
  const label = t(filter.label);
  const names = chosen.map((value) => options.find((option) => option.value === value)?.label ?? value);
  const set = (values: readonly string[]): void => onChange({ [filter.id]: values.length === 0 ? undefined : values.join(',') });
  return (
    <PopoverButton size="small" appearance={chosen.length > 0 ? 'outline' : 'subtle'} className={styles.button} label={t('common.filterNamed', { name: label })}
      text={chosen.length === 0 ? label : <span className={styles.on}>{`${label}: ${names.join(', ')}`}</span>}>
      {() => <Choices multiple={filter.multiple === true} label={label} all={t(filter.none ?? 'common.all')} options={options} chosen={chosen} onChange={set} />}
    </PopoverButton>
  );
}

interface ChoicesProps { multiple: boolean; label: string; /** What choosing nothing is called. */ all: string; options: readonly FilterOption[]; chosen: readonly string[]; onChange: (values: readonly string[]) => void }

/** Options to choose from, with a search where there are many. */
export function Choices({ multiple, label, all, options, chosen, onChange }: ChoicesProps) {
  const styles = useStyles();
  const t = useT();
  const [typed, setTyped] = useState('');
  const matching = options.filter((option) => option.label.toLowerCase().includes(typed.toLowerCase())).slice(0, SHOWN);
  const name = (option: FilterOption) => <span className={styles.label}>{option.icon}{option.label}</span>;
  return (
    <>
      {options.length > 8 && <SearchBox size="small" value={typed} placeholder={t('common.searchOptions')} aria-label={t('common.searchOptions')} onChange={(_, data) => setTyped(data.value)} />}
      {matching.length === 0 && <Text className={styles.none} block>{t('common.noOptions')}</Text>}
      {multiple
        ? (
          <div className={styles.options} role="group" aria-label={label}>
            {matching.map((option) => <Checkbox key={option.value} label={name(option)} checked={chosen.includes(option.value)} onChange={(_, data) => onChange(data.checked === true ? [...chosen, option.value] : chosen.filter((value) => value !== option.value))} />)}
          </div>
        )
        : (
          <RadioGroup className={styles.options} aria-label={label} value={chosen[0] ?? ''} onChange={(_, data) => onChange(data.value === '' ? [] : [data.value])}>
            <Radio value="" label={all} />
            {matching.map((option) => <Radio key={option.value} value={option.value} label={name(option)} />)}
          </RadioGroup>
        )}
    </>
  );
}
