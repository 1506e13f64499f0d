import { makeStyles, tokens } from '@fluentui/react-components';
import type { ImageRow } from '#contract/types.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { hostOf, shortDigest, shortImage } from '../../lib/image-name.ts';
import { splitPackageName } from '../../lib/package-name.ts';
import { TwoLines, Wrapped } from '../table/cells.tsx';
import { ImageStateIcon } from './marks.tsx';
import { ScanOf } from './scan-progress.tsx';
import { SeverityNumbers } from './severity-numbers.tsx';

const useStyles = makeStyles({
  state: { display: 'flex', flexDirection: 'column', gap: '1px', minWidth: 0 },
  line: { display: 'flex', alignItems: 'center', gap: '6px', minWidth: 0, whiteSpace: 'nowrap' },
  sub: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, lineHeight: '16px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: '11px' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** `shop/cart:2.3` over the registry and the beginning of the digest. */
export function ImageName({ reference, digest }: { reference: string; digest: string | null }) {
  const styles = useStyles();
  const host = hostOf(reference);
  const second = <>{host}{host !== null && digest !== null && ' · '}{digest !== null && <span className={styles.mono}>{shortDigest(digest)}</span>}</>;
  return <TwoLines first={shortImage(reference)} second={second} secondTitle={[reference, digest].filter((part) => part !== null).join('\n')} />;
}

/** `log4j-core` over its ecosystem and what stands before the name. */
export function PackageName({ ecosystem, name }: { ecosystem: string; name: string }) {
  const { own, before } = splitPackageName(name);
  return <TwoLines first={own} second={before === '' ? ecosystem : `${ecosystem} · ${before}`} secondTitle={name} />;
}

/** How many workloads run it, and where. */
export function RunsIn({ row }: { row: ImageRow }) {
  const styles = useStyles();
  const t = useT();
  if (!row.running) return <span className={styles.quiet}>{t('images.runsNowhere')}</span>;
  const places = row.environments.map(({ name }) => name).join(', ');
  return <TwoLines first={t('images.workloads', { count: row.workloads, total: formatCount(row.workloads) })} second={places} secondTitle={places} />;
}

/** The state in words, with what belongs to it: progress, why not, or how much was left out. */
export function ImageStateCell({ row }: { row: ImageRow }) {
  const styles = useStyles();
  const t = useT();
  const under = row.reason ?? (row.state === 'assessed' && row.notAssessed > 0 ? t('images.partly', { count: row.notAssessed, total: formatCount(row.notAssessed) }) : null);
  return (
    <span className={styles.state} title={under ?? undefined}>
      <span className={styles.line}><ImageStateIcon state={row.state} />{t(`images.state.${row.state}`)}</span>
      {row.state === 'scanning' ? <ScanOf image={row.id} /> : under !== null && <span className={styles.sub}>{under}</span>}
    </span>
  );
}

/** Why nothing is known of an image, on up to two lines. */
export function WhyNot({ row }: { row: ImageRow }) {
  const styles = useStyles();
  const t = useT();
  return <span className={styles.line}><ImageStateIcon state={row.state} /><Wrapped text={row.reason ?? t(`images.state.${row.state}`)} /></span>;
}

/** Findings of an image; nothing known is not nothing found. */
export function ImageFindings({ row, bar = true }: { row: ImageRow; bar?: boolean }) {
  const styles = useStyles();
  const t = useT();
  return row.vulnerabilities === null ? <span className={styles.quiet}>{t('images.notKnown')}</span> : <SeverityNumbers counts={row.vulnerabilities} bar={bar} whole={row.state === 'assessed' && row.notAssessed === 0} />;
}

/** A number that may not be known. */
export function MaybeCount({ value }: { value: number | null }) {
  const styles = useStyles();
  return value === null || value === 0 ? <span className={styles.quiet}>{value === null ? '–' : formatCount(0)}</span> : <span>{formatCount(value)}</span>;
}
