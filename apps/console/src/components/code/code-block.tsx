import { Button, makeStyles, mergeClasses, Text, tokens, Tooltip } from '@fluentui/react-components';
import { ArrowDownload16Regular } from '@fluentui/react-icons/svg/arrow-download';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useT } from '../../i18n/index.ts';
import { downloadText } from '../../lib/download.ts';
import { CopyButton } from '../copy-button.tsx';
import { CodeLines } from './code-lines.tsx';

const useStyles = makeStyles({
  box: { border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground1, display: 'flex', flexDirection: 'column', minWidth: 0, minHeight: 0 },
  head: { display: 'flex', alignItems: 'center', gap: '4px', padding: '2px 4px 2px 12px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, flexShrink: 0 },
  label: { color: tokens.colorNeutralForeground3, marginRight: 'auto', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  code: { margin: 0, padding: '8px 0 8px 12px', overflow: 'auto', fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', tabSize: 2, maxHeight: '420px', ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' } },
  fill: { maxHeight: 'none', flexGrow: 1, paddingLeft: 0 },
  grow: { flexGrow: 1 },
});

interface CodeBlockProps {
  text: string; label: string; fileName?: string;
  /** Fills its place, with line numbers. */
  fill?: boolean;
  marked?: ReadonlySet<number> | undefined; aside?: ReactNode;
}

/** YAML to read, copy and download. The first marked line is scrolled into view. */
export function CodeBlock({ text, label, fileName, fill = false, marked, aside }: CodeBlockProps) {
  const styles = useStyles();
  const t = useT();
  const code = useRef<HTMLPreElement>(null);
  const lines = useMemo(() => text.replace(/\n$/, '').split('\n'), [text]);
  const first = marked === undefined || marked.size === 0 ? undefined : Math.min(...marked);
  useEffect(() => {
    if (first !== undefined) code.current?.querySelector(`[data-line="${first}"]`)?.scrollIntoView({ block: 'center' });
  }, [first]);
  return (
    <div className={mergeClasses(styles.box, fill && styles.grow)}>
      <div className={styles.head}>
        <Text size={200} className={styles.label}>{label}</Text>
        {aside}
        <CopyButton text={text} />
        {fileName !== undefined && <Tooltip content={t('common.action.download')} relationship="label"><Button size="small" appearance="subtle" icon={<ArrowDownload16Regular />} onClick={() => downloadText(fileName, text, 'application/yaml')} /></Tooltip>}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre ref={code} className={mergeClasses(styles.code, fill && styles.fill)} tabIndex={0} role="region" aria-label={label}><CodeLines lines={lines} numbers={fill} marked={marked} /></pre>
    </div>
  );
}
