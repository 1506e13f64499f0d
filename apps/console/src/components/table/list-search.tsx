import { makeStyles, SearchBox } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';

const useStyles = makeStyles({ box: { width: '260px', maxWidth: '100%' } });
const WAIT_MS = 250;

interface ListSearchProps { placeholder: string; value: string; onChange: (value: string) => void }

/** The search of a list; `/` focuses it. What is typed goes to the address after a short pause. */
export function ListSearch({ placeholder, value, onChange }: ListSearchProps) {
  const styles = useStyles();
  const [text, setText] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  return <SearchBox size="small" className={styles.box} placeholder={placeholder} aria-label={placeholder} value={text} maxLength={200} onChange={(_, data) => setText(data.value)} input={{ 'data-page-search': '' } as object} />;
}
