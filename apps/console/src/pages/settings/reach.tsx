import { useEnvironments } from '../../api/environments.ts';
import { useT } from '../../i18n/index.ts';

/** Names of the environments that an account or token reaches. */
export function Reach({ environments }: { environments: readonly string[] | null }) {
  const t = useT();
  const known = useEnvironments();
  const text = environments === null ? t('common.allEnvironments') : environments.length === 0 ? t('common.none') : environments.map((id) => known.find((each) => each.id === id)?.name ?? id).join(', ');
  return <span title={text}>{text}</span>;
}
