import { makeStyles, tokens } from '@fluentui/react-components';
import { useT } from '../../i18n/index.ts';
import { CopyButton } from '../copy-button.tsx';
import { useRowTabIndex } from '../table/table-row.tsx';

const useStyles = makeStyles({
  path: { display: 'flex', alignItems: 'center', gap: '2px', minWidth: 0, height: '18px' },
  text: { fontFamily: tokens.fontFamilyMonospace, fontSize: '11.5px', color: tokens.colorNeutralForeground2, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  more: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, whiteSpace: 'nowrap', marginLeft: '4px' },
  copy: { position: 'relative', zIndex: 1, display: 'inline-flex', '& button': { minWidth: '20px', width: '20px', height: '18px', padding: 0 }, '& svg': { width: '12px', height: '12px' } },
});

/** The offending place in the object, to copy; further places are counted and named on hover. */
export function PathCell({ path, others }: { path: string; others: readonly string[] }) {
  const styles = useStyles();
  const t = useT();
  const tabIndex = useRowTabIndex();
  return (
    <span className={styles.path}>
      <code className={styles.text} title={path}>{path}</code>
      <span className={styles.copy}><CopyButton text={path} label={t('assessments.copyPath')} tabIndex={tabIndex} /></span>
      {others.length > 0 && <span className={styles.more} title={others.join('\n')}>{t('common.more', { count: others.length })}</span>}
    </span>
  );
}
