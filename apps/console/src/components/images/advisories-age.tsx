import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import type { ImageCoverage } from '#contract/types.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { useNow } from '../../lib/use-now.ts';
import { CopyButton } from '../copy-button.tsx';
import { Ago } from '../time.tsx';

const OLD_MS = 7 * 86_400_000;
const UPDATE = 'breakwater advisories update';
type Advisories = ImageCoverage['advisories'];

const useStyles = makeStyles({
  command: { display: 'inline-flex', alignItems: 'center', gap: '2px', fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', whiteSpace: 'nowrap' },
  bar: { flexShrink: 0 },
});

/** Whether matching with them may miss much: there are none, they cannot be read, or they are older than a week. */
function troubleOf({ count, writtenAt, problem }: Advisories, now: number): 'problem' | 'none' | 'old' | null {
  if (problem !== null) return 'problem';
  if (count === 0 || writtenAt === null) return 'none';
  return now - Date.parse(writtenAt) > OLD_MS ? 'old' : null;
}

/** Says that findings may be missing, and what to run. Nothing as long as the advisories are recent. */
export function AdvisoriesWarning({ advisories, className }: { advisories: Advisories; className?: string | undefined }) {
  const styles = useStyles();
  const t = useT();
  const now = useNow();
  const trouble = troubleOf(advisories, now);
  if (trouble === null) return null;
  return (
    <MessageBar intent={trouble === 'old' ? 'warning' : 'error'} layout="multiline" className={`${styles.bar} ${className ?? ''}`}>
      <MessageBarBody>
        <MessageBarTitle>{t(`images.advisories.${trouble}`)}</MessageBarTitle>{' '}
        {trouble === 'problem' && <>{advisories.problem} </>}
        {trouble === 'old' && advisories.writtenAt !== null && <>{t('images.advisories.written')} <Ago at={advisories.writtenAt} />. </>}
        {t('images.advisories.run')} <span className={styles.command}>{UPDATE}<CopyButton text={UPDATE} /></span>
      </MessageBarBody>
    </MessageBar>
  );
}

/** `312,004 records, 2 days ago`. */
export function AdvisoriesAge({ advisories }: { advisories: Advisories }) {
  const t = useT();
  return advisories.writtenAt === null ? <span>{t('common.none')}</span> : <span>{t('images.advisories.records', { count: advisories.count, total: formatCount(advisories.count) })}, <Ago at={advisories.writtenAt} /></span>;
}
