import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { Assignment } from '#contract/types.ts';
import type { Effect } from '#core/words.ts';
import { act } from '../../api/actions.ts';
import { read } from '../../api/queries.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { notify } from '../../components/notify.tsx';
import { useT } from '../../i18n/index.ts';
import { EffectField } from './effect-field.tsx';
import { VersionField } from './version-field.tsx';

/** Changes the effect or the version of an assignment. */
export function ChangeDialog({ assignment, onClose }: { assignment: Assignment; onClose: () => void }) {
  const t = useT();
  const initiatives = useQuery(read('listInitiatives', { query: { limit: 200 } }));
  const versions = initiatives.data?.items.find(({ id }) => id === assignment.initiative)?.versions ?? [];
  const form = useForm<{ effect: Effect; version: string }>({
    initial: { effect: assignment.effect, version: assignment.version ?? '' },
    send: async ({ effect, version }) => {
      await act('updateAssignment', { params: { id: assignment.id }, body: { effect, version: version === '' ? null : version } });
      notify.success(t('initiatives.changed'));
    },
  });
  return (
    <FormDialog title={t('initiatives.changeTitle')} submit={t('common.action.save')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <Text>{assignment.initiativeTitle}</Text>
      <EffectField value={form.values.effect} onChange={(effect) => form.set({ effect })} />
      <VersionField value={form.values.version} versions={versions} onChange={(version) => form.set({ version })} />
    </FormDialog>
  );
}
