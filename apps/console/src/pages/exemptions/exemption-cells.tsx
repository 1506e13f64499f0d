import { Badge, makeStyles, tokens } from '@fluentui/react-components';
import type { Exemption } from '#contract/types.ts';
import { TwoLines } from '../../components/table/cells.tsx';
import { Ago, DateOf } from '../../components/time.tsx';
import { formatDate } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { useNow } from '../../lib/use-now.ts';

const useStyles = makeStyles({ soon: { color: tokens.colorPaletteDarkOrangeForeground1, fontWeight: tokens.fontWeightSemibold } });
const SOON_MS = 14 * 86_400_000;

export function Reason({ reason }: { reason: Exemption['reason'] }) {
  const t = useT();
  return <span title={t(`words.reasonHint.${reason}`)}>{t(`words.reason.${reason}`)}</span>;
}

export function StateText({ state }: { state: Exemption['state'] }) {
  const t = useT();
  return <Badge appearance={state === 'active' ? 'tint' : 'outline'} color={state === 'active' ? 'brand' : 'informative'}>{t(`words.exemptionState.${state}`)}</Badge>;
}

/** How long an exemption still lasts; one that ends soon stands out. One that ended says when. */
export function Until({ exemption }: { exemption: Exemption }) {
  const styles = useStyles();
  const now = useNow();
  if (exemption.state !== 'active') return <DateOf at={exemption.endedAt ?? exemption.expiresAt} />;
  const soon = Date.parse(exemption.expiresAt) - now < SOON_MS;
  return <span className={soon ? styles.soon : undefined}><TwoLinesOf at={exemption.expiresAt} /></span>;
}

function TwoLinesOf({ at }: { at: string }) {
  useT();
  return <TwoLines first={formatDate(new Date(at))} second={<Ago at={at} />} />;
}
