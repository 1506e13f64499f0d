import { Field, Input, makeStyles, Select } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { Effect } from '#core/words.ts';
import { act } from '../../api/actions.ts';
import { useEnvironments } from '../../api/environments.ts';
import { read } from '../../api/queries.ts';
import { errorOf } from '../../components/form/error-of.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { notify } from '../../components/notify.tsx';
import { useT } from '../../i18n/index.ts';
import { labelsOf } from '../../lib/labels.ts';
import { EffectField } from './effect-field.tsx';
import { VersionField } from './version-field.tsx';

const useStyles = makeStyles({ grid: { display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', alignItems: 'start', gap: '12px' } });
interface Values { initiative: string; version: string; environment: string; namespace: string; labels: string; effect: Effect }

/** Assigns an initiative to a scope, with an effect. */
export function AssignDialog({ initiative, onClose }: { initiative?: string; onClose: () => void }) {
  const styles = useStyles();
  const t = useT();
  const environments = useEnvironments();
  const initiatives = useQuery(read('listInitiatives', { query: { limit: 200 } })).data?.items ?? [];
  const form = useForm<Values>({
    initial: { initiative: initiative ?? '', version: '', environment: '', namespace: '', labels: '', effect: 'audit' },
    check: (values) => ({ initiative: values.initiative === '' ? t('common.required') : undefined, 'scope.labels': labelsOf(values.labels) === null ? t('initiatives.labelsWrong') : undefined }),
    send: async (values) => {
      const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
      await act('createAssignment', { body: { initiative: values.initiative, version: orNull(values.version), effect: values.effect, scope: { environment: orNull(values.environment), namespace: orNull(values.namespace), labels: labelsOf(values.labels) ?? {} } } });
      notify.success(t('initiatives.assigned'));
    },
  });
  const { values, set } = form;
  const versions = initiatives.find(({ id }) => id === values.initiative)?.versions ?? [];
  return (
    <FormDialog wide title={t('initiatives.assignTitle')} submit={t('initiatives.assign')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <div className={styles.grid}>
        <Field label={t('common.field.initiative')} required {...errorOf(form, 'initiative')}>
          <Select value={values.initiative} onChange={(_, data) => set({ initiative: data.value, version: '' })}>
            <option value="">{t('initiatives.choose')}</option>
            {initiatives.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
          </Select>
        </Field>
        <VersionField value={values.version} versions={versions} onChange={(version) => set({ version })} />
        <Field label={t('common.field.environment')}>
          <Select value={values.environment} onChange={(_, data) => set({ environment: data.value })}>
            <option value="">{t('common.allEnvironments')}</option>
            {environments.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </Select>
        </Field>
        <Field label={t('common.field.namespace')} {...errorOf(form, 'scope.namespace')}><Input value={values.namespace} placeholder={t('common.allNamespaces')} maxLength={253} onChange={(_, data) => set({ namespace: data.value })} /></Field>
      </div>
      <Field label={`${t('common.field.labels')} (${t('common.optional')})`} hint={t('initiatives.labelsHint')} {...errorOf(form, 'scope.labels')}><Input value={values.labels} placeholder="team=web, tier=front" onChange={(_, data) => { set({ labels: data.value }); }} /></Field>
      <EffectField value={values.effect} onChange={(effect) => set({ effect })} />
    </FormDialog>
  );
}
