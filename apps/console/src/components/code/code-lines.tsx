import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { memo } from 'react';
import { product } from '../../app/theme.ts';
import { tokensOf } from './yaml-tokens.ts';

const useStyles = makeStyles({
  // Blocks that are out of view are not laid out: an object of 20,000 lines scrolls as one of 50.
  block: { contentVisibility: 'auto', display: 'block' },
  line: { display: 'block', minHeight: '18px', lineHeight: '18px', whiteSpace: 'pre', paddingRight: '16px' },
  numbered: { '::before': { content: 'attr(data-line)', display: 'inline-block', width: '44px', paddingRight: '12px', textAlign: 'right', color: tokens.colorNeutralForeground3, userSelect: 'none' } },
  marked: { backgroundColor: tokens.colorPaletteRedBackground1, boxShadow: `inset 3px 0 0 ${product.unhealthy}` },
  key: { color: product.codeKey }, string: { color: product.codeString }, number: { color: product.codeNumber }, comment: { color: product.codeComment }, plain: {},
});

const BLOCK = 100;
const LINE_PX = 18;

interface CodeLinesProps { lines: readonly string[]; numbers: boolean; marked?: ReadonlySet<number> | undefined }

/** Lines of YAML with colours; line numbers where asked, marked lines stand out. Numbers are not part of a selection. */
export const CodeLines = memo(function CodeLines({ lines, numbers, marked }: CodeLinesProps) {
  const styles = useStyles();
  const blocks = Array.from({ length: Math.ceil(lines.length / BLOCK) }, (_, block) => lines.slice(block * BLOCK, (block + 1) * BLOCK));
  return blocks.map((block, at) => (
    <span key={at} className={styles.block} style={{ containIntrinsicSize: `auto ${block.length * LINE_PX}px` }}>
      {block.map((line, index) => {
        const number = at * BLOCK + index + 1;
        return (
          <span key={number} data-line={number} className={mergeClasses(styles.line, numbers && styles.numbered, marked?.has(number) === true && styles.marked)}>
            {tokensOf(line).map((token, part) => <span key={part} className={styles[token.kind]}>{token.text}</span>)}{'\n'}
          </span>
        );
      })}
    </span>
  ));
});
