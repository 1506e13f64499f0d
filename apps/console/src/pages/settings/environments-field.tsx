import { Checkbox, Field, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useEnvironments } from '../../api/environments.ts';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({ list: { display: 'flex', flexDirection: 'column', maxHeight: '160px', overflowY: 'auto', border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium } });

/** Environments that an account or a token reaches; null: all, also those connected later. */
export function EnvironmentsField({ value, onChange }: { value: readonly string[] | null; onChange: (environments: string[] | null) => void }) {
  const styles = useStyles();
  const t = useT();
  const environments = useEnvironments();
  return (
    <>
      <Field label={t('settings.reaches')}>
        <RadioGroup layout="horizontal" value={value === null ? 'all' : 'some'} onChange={(_, data) => onChange(data.value === 'all' ? null : [])}>
          <Radio value="all" label={t('common.allEnvironments')} /><Radio value="some" label={t('settings.onlyThese')} />
        </RadioGroup>
      </Field>
      {value !== null && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a scrolling box in every browser
        <div className={styles.list} role="group" aria-label={t('common.field.environment')}>
          {environments.map(({ id, name }) => <Checkbox key={id} label={name} checked={value.includes(id)} onChange={(_, data) => onChange(data.checked === true ? [...value, id] : value.filter((each) => each !== id))} />)}
        </div>
      )}
    </>
  );
}
