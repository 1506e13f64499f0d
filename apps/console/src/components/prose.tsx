import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  prose: { lineHeight: '20px', overflowWrap: 'anywhere', display: 'flex', flexDirection: 'column', gap: '8px', color: tokens.colorNeutralForeground2 },
  paragraph: { margin: 0, whiteSpace: 'pre-line' },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', padding: '0 3px', borderRadius: '3px', backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1 },
});

/** Text of a policy: paragraphs, and `code` between backticks. Never HTML. */
export function Prose({ text }: { text: string }) {
  const styles = useStyles();
  return (
    <div className={styles.prose}>
      {text.trim().split(/\n\s*\n/).map((paragraph, index) => (
        <p key={index} className={styles.paragraph}>
          {paragraph.split(/`([^`\n]+)`/).map((part, at) => (at % 2 === 1 ? <code key={at} className={styles.code}>{part}</code> : part))}
        </p>
      ))}
    </div>
  );
}
