import { Field, Select } from '@fluentui/react-components';
import { useT } from '../../i18n/index.ts';

/** A fixed version of an initiative, or always the newest. */
export function VersionField({ value, versions, onChange }: { value: string; versions: readonly string[]; onChange: (version: string) => void }) {
  const t = useT();
  return (
    <Field label={t('common.field.version')} hint={t('initiatives.versionHint')}>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">{t('initiatives.newest')}</option>
        {versions.toReversed().map((version) => <option key={version} value={version}>{version}</option>)}
      </Select>
    </Field>
  );
}
