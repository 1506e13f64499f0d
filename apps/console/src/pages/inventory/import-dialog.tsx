import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Environment } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { environmentPlace } from '../../app/paths.ts';
import { errorOf } from '../../components/form/error-of.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { type ReadFolder, readManifests } from '../../lib/read-manifests.ts';

const useStyles = makeStyles({
  line: { display: 'flex', gap: '8px', flexWrap: 'wrap' },
  quiet: { color: tokens.colorNeutralForeground3 },
  hidden: { display: 'none' },
});

const NOTHING: ReadFolder = { files: [], ignored: 0, tooLarge: [] };

/** Imports manifests as an environment, or replaces those of one. Files are read here and sent as text. */
export function ImportDialog({ replace, onClose }: { replace?: Environment; onClose: () => void }) {
  const styles = useStyles();
  const t = useT();
  const navigate = useNavigate();
  const folder = useRef<HTMLInputElement>(null);
  const single = useRef<HTMLInputElement>(null);
  const [read, setRead] = useState<ReadFolder>(NOTHING);
  const form = useForm<{ name: string }>({
    initial: { name: replace?.name ?? '' },
    check: ({ name }) => ({ name: name.trim() === '' ? t('common.required') : undefined, files: read.files.length === 0 ? t('inventory.import.filesNeeded') : undefined }),
    send: async ({ name }) => {
      const files = [...read.files];
      if (replace !== undefined) {
        await act('updateEnvironment', { params: { id: replace.id }, body: { files } });
        return;
      }
      const environment = await act('createEnvironment', { body: { kind: 'manifests', name, files } });
      await navigate(environmentPlace(environment.id));
    },
  });
  const choose = async (list: FileList | null): Promise<void> => {
    const chosen = await readManifests([...(list ?? [])]);
    setRead(chosen);
    const top = chosen.files[0]?.path.split('/');
    if (form.values.name === '' && top !== undefined && top.length > 1) form.set({ name: top[0] ?? '' });
    else form.set({});
  };
  return (
    <FormDialog title={replace === undefined ? t('inventory.import.title') : t('inventory.import.replace', { name: replace.name })} submit={t('inventory.import.submit')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <Text>{t('inventory.import.text')}</Text>
      <Field label={t('inventory.import.files')} required {...errorOf(form, 'files')}>
        <div className={styles.line}>
          <input ref={(element) => { folder.current = element; element?.setAttribute('webkitdirectory', ''); }} type="file" multiple className={styles.hidden} aria-hidden="true" tabIndex={-1} onChange={(event) => void choose(event.target.files)} />
          <input ref={single} type="file" multiple accept=".yaml,.yml,.json" className={styles.hidden} aria-hidden="true" tabIndex={-1} onChange={(event) => void choose(event.target.files)} />
          <Button onClick={() => folder.current?.click()}>{t('inventory.import.folder')}</Button>
          <Button onClick={() => single.current?.click()}>{t('inventory.import.single')}</Button>
        </div>
      </Field>
      {read !== NOTHING && <Text size={200} className={styles.quiet} role="status">{t('inventory.import.chosen', { count: read.files.length, total: formatCount(read.files.length), ignored: formatCount(read.ignored) })}</Text>}
      {read.tooLarge.length > 0 && <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('inventory.import.tooLarge', { files: read.tooLarge.slice(0, 5).join(', ') })}</MessageBarBody></MessageBar>}
      {replace === undefined && <Field label={t('common.field.name')} required {...errorOf(form, 'name')}><Input value={form.values.name} maxLength={120} placeholder="shop-manifests" onChange={(_, data) => form.set({ name: data.value })} /></Field>}
    </FormDialog>
  );
}
