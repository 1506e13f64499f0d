import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  prose: { lineHeight: '20px', overflowWrap: 'anywhere', display: 'flex', flexDirection: 'column', gap: '8px', color: tokens.colorNeutralForeground2 },
  paragraph: { margin: 0, whiteSpace: 'pre-line' },
  heading: { fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground1 },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', padding: '0 3px', borderRadius: '3px', backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1 },
});

/** Text of a policy or an advisory: paragraphs, headings with `#`, and `code` between backticks. Never HTML. */
export function Prose({ text }: { text: string }) {
  const styles = useStyles();
  return (
    <div className={styles.prose}>
      {text.trim().split(/\n\s*\n|(?<=^#{1,6} .*)\n/m).map((paragraph, index) => (
        <p key={index} className={mergeClasses(styles.paragraph, /^#{1,6} /.test(paragraph) && styles.heading)}>
          {paragraph.replace(/^#{1,6} /, '').split(/`([^`\n]+)`/).map((part, at) => (at % 2 === 1 ? <code key={at} className={styles.code}>{part}</code> : part))}
        </p>
      ))}
    </div>
  );
}
