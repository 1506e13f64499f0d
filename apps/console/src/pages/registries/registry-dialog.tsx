import { Checkbox, Field, Input, makeStyles, MessageBar, MessageBarBody, Select, Text, Textarea, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import type { Registry } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { registryPlace } from '../../app/paths.ts';
import { errorOf } from '../../components/form/error-of.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { notify } from '../../components/notify.tsx';
import { type Key, useT } from '../../i18n/index.ts';
import { scheduleText } from './schedule-text.ts';
import { checkRegistry, filtersOf, initialValues, type RegistryValues, SCHEDULES } from './registry-form.ts';

const useStyles = makeStyles({
  grid: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))', alignItems: 'start', gap: '12px' },
  part: { margin: '4px 0 0' },
  hint: { color: tokens.colorNeutralForeground3 },
  mono: { fontFamily: tokens.fontFamilyMonospace, '& textarea': { fontSize: '12px', lineHeight: '17px' } },
});

/** Connects a registry, or changes a connected one. */
export function RegistryDialog({ registry, onClose }: { registry?: Registry; onClose: () => void }) {
  const styles = useStyles();
  const t = useT();
  const navigate = useNavigate();
  const form = useForm<RegistryValues>({
    initial: initialValues(registry),
    check: (values) => checkRegistry(t, values),
    send: async (values) => {
      const username = values.username.trim() === '' ? null : values.username.trim();
      const shared = { name: values.name, username, plainHttp: values.plainHttp, filters: filtersOf(values), scheduleMinutes: values.scheduleMinutes };
      if (registry === undefined) {
        const created = await act('createRegistry', { body: { ...shared, url: values.url, password: values.password === '' ? null : values.password } });
        await navigate(registryPlace(created.id));
        return;
      }
      // A password that is left out stays as it is; without a user there is none.
      await act('updateRegistry', { params: { id: registry.id }, body: { ...shared, ...(values.password !== '' ? { password: values.password } : username === null ? { password: null } : {}) } });
      notify.success(t('registries.changed'));
    },
  });
  const { values, set } = form;
  const patterns = (name: 'include' | 'exclude' | 'tags' | 'repositories', label: Key, hint: Key, placeholder: string) => (
    <Field label={t(label)} hint={t(hint)} {...errorOf(form, `filters.${name}`)}><Textarea className={styles.mono} rows={2} resize="vertical" spellCheck={false} placeholder={placeholder} value={values[name]} onChange={(_, data) => set({ [name]: data.value })} /></Field>
  );
  return (
    <FormDialog wide title={registry === undefined ? t('registries.connect') : t('registries.editTitle', { name: registry.name })} submit={registry === undefined ? t('registries.submit') : t('common.action.save')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      {registry === undefined && <Text>{t('registries.text')}</Text>}
      <div className={styles.grid}>
        <Field label={t('common.field.name')} required {...errorOf(form, 'name')}><Input value={values.name} maxLength={120} placeholder="Harbor" autoComplete="off" onChange={(_, data) => set({ name: data.value })} /></Field>
        <Field label={t('registries.url')} required {...errorOf(form, 'url')}><Input value={values.url} maxLength={300} placeholder="registry.example.com:5000" autoComplete="off" disabled={registry !== undefined} onChange={(_, data) => set({ url: data.value })} /></Field>
        <Field label={`${t('registries.user')} (${t('common.optional')})`} {...errorOf(form, 'username')}><Input value={values.username} maxLength={300} autoComplete="off" onChange={(_, data) => set({ username: data.value })} /></Field>
        <Field label={`${t('registries.password')} (${t('common.optional')})`} hint={registry === undefined ? t('registries.passwordHint') : t('registries.passwordKept')} {...errorOf(form, 'password')}><Input type="password" value={values.password} autoComplete="new-password" onChange={(_, data) => set({ password: data.value })} /></Field>
      </div>
      <Checkbox label={t('registries.plainHttp')} checked={values.plainHttp} onChange={(_, data) => set({ plainHttp: data.checked === true })} />
      {values.plainHttp && <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('registries.plainHttpWarning')}</MessageBarBody></MessageBar>}
      <Text as="h3" size={300} weight="semibold" className={styles.part}>{t('registries.filters')}</Text>
      <Text size={200} className={styles.hint}>{t('registries.filtersHint')}</Text>
      <div className={styles.grid}>
        {patterns('include', 'registries.include', 'registries.includeHint', 'shop/**\nplatform/*')}
        {patterns('exclude', 'registries.exclude', 'registries.excludeHint', 'shop/experiments/**')}
        {patterns('tags', 'registries.tags', 'registries.tagsHint', 'v*\nlatest')}
        {patterns('repositories', 'registries.repositoriesField', 'registries.repositoriesHint', 'library/alpine')}
        <Field label={`${t('registries.newest')} (${t('common.optional')})`} hint={t('registries.newestHint')} {...errorOf(form, 'newest')} {...errorOf(form, 'filters.newest')}><Input inputMode="numeric" value={values.newest} maxLength={5} placeholder={t('common.all')} onChange={(_, data) => set({ newest: data.value })} /></Field>
        <Field label={t('registries.schedule')} hint={t('registries.scheduleHint')} {...errorOf(form, 'scheduleMinutes')}>
          <Select value={String(values.scheduleMinutes)} onChange={(_, data) => set({ scheduleMinutes: Number(data.value) })}>
            {[...new Set([...SCHEDULES, values.scheduleMinutes])].sort((a, b) => a - b).map((minutes) => <option key={minutes} value={minutes}>{scheduleText(t, minutes)}</option>)}
          </Select>
        </Field>
      </div>
    </FormDialog>
  );
}
