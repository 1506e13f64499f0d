import { Button, Field, Input, makeStyles, Text, Textarea, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import type { Environment } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { environmentPlace } from '../../app/paths.ts';
import { errorOf } from '../../components/form/error-of.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  code: { fontFamily: tokens.fontFamilyMonospace, '& textarea': { fontSize: '12px', lineHeight: '17px' } },
  line: { display: 'flex', gap: '8px', alignItems: 'center', flexWrap: 'wrap' },
  quiet: { color: tokens.colorNeutralForeground3 },
  hidden: { display: 'none' },
});

interface Values { name: string; kubeconfig: string; context: string }

/** Connects a cluster by kubeconfig, or gives a connected one new credentials. */
export function ConnectDialog({ renew, onClose }: { renew?: Environment; onClose: () => void }) {
  const styles = useStyles();
  const t = useT();
  const navigate = useNavigate();
  const file = useRef<HTMLInputElement>(null);
  const form = useForm<Values>({
    initial: { name: renew?.name ?? '', kubeconfig: '', context: '' },
    check: (values) => ({ name: values.name.trim() === '' ? t('common.required') : undefined, kubeconfig: values.kubeconfig.trim() === '' ? t('inventory.connect.kubeconfigNeeded') : undefined }),
    send: async ({ name, kubeconfig, context }) => {
      const chosen = context.trim() === '' ? {} : { context: context.trim() };
      if (renew !== undefined) {
        await act('updateEnvironment', { params: { id: renew.id }, body: { kubeconfig, ...chosen } });
        return;
      }
      const environment = await act('createEnvironment', { body: { kind: 'cluster', name, kubeconfig, ...chosen } });
      await navigate(environmentPlace(environment.id));
    },
  });
  const read = async (chosen: File | undefined): Promise<void> => {
    if (chosen !== undefined) form.set({ kubeconfig: await chosen.text() });
  };
  return (
    <FormDialog wide title={renew === undefined ? t('inventory.connect.title') : t('inventory.connect.renew', { name: renew.name })} submit={renew === undefined ? t('inventory.connect.submit') : t('common.action.save')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <Text>{t('inventory.connect.text')}</Text>
      {renew === undefined && <Field label={t('common.field.name')} required {...errorOf(form, 'name')}><Input value={form.values.name} maxLength={120} placeholder="prod-eu" onChange={(_, data) => form.set({ name: data.value })} /></Field>}
      <Field label={t('inventory.connect.kubeconfig')} required {...errorOf(form, 'kubeconfig')}>
        <Textarea className={styles.code} rows={9} resize="vertical" spellCheck={false} value={form.values.kubeconfig} placeholder={'apiVersion: v1\nkind: Config\n…'} onChange={(_, data) => form.set({ kubeconfig: data.value })} />
      </Field>
      <div className={styles.line}>
        <input ref={file} type="file" className={styles.hidden} aria-hidden="true" tabIndex={-1} onChange={(event) => void read(event.target.files?.[0])} />
        <Button size="small" onClick={() => file.current?.click()}>{t('inventory.connect.choose')}</Button>
        <Text size={200} className={styles.quiet}>{t('inventory.connect.self')}</Text>
      </div>
      <Field label={`${t('inventory.connect.context')} (${t('common.optional')})`} hint={t('inventory.connect.contextHint')} {...errorOf(form, 'context')}><Input value={form.values.context} maxLength={200} onChange={(_, data) => form.set({ context: data.value })} /></Field>
    </FormDialog>
  );
}
