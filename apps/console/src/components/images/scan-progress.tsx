import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { ImageCoverage } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { formatPercent } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

/** While something is scanned, its progress is asked for again after so long, whether or not the server tells. */
const LIVE_MS = 2500;

/** How much of what runs is assessed, and what is being scanned. */
export const coverageQuery = (environment: string | undefined) => ({
  ...read('imageCoverage', { query: { environment } }),
  refetchInterval: ({ state: { data } }: { state: { data: ImageCoverage | undefined } }) => (data !== undefined && data.scanning.length > 0 ? LIVE_MS : false),
});

/** Done so far, from 0 to 1; undefined where the size of the work is not known yet. */
const shareOf = (scan: { done: number; total: number } | undefined): number | undefined => (scan === undefined || scan.total <= 0 ? undefined : Math.min(1, scan.done / scan.total));

const useStyles = makeStyles({
  line: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 40px', columnGap: '8px', alignItems: 'center', fontSize: tokens.fontSizeBase200, lineHeight: '16px', color: tokens.colorNeutralForeground3 },
  share: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
});

/** A bar with its share of the work. */
export function ScanBar({ scan, label }: { scan: { done: number; total: number } | undefined; label: string }) {
  const styles = useStyles();
  const share = shareOf(scan);
  return <span className={styles.line}><ProgressBar aria-label={label} thickness="medium" {...(share === undefined ? {} : { value: share })} /><span className={styles.share}>{share === undefined ? '' : formatPercent(share)}</span></span>;
}

/** The progress of one image that is being scanned. */
export function ScanOf({ image }: { image: string }) {
  const t = useT();
  const { data } = useQuery(coverageQuery(undefined));
  return <ScanBar scan={data?.scanning.find(({ id }) => id === image)} label={t('images.scanning')} />;
}
