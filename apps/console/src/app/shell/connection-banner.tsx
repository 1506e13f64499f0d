import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useLiveState } from '../../api/live.ts';
import { useT } from '../../i18n/index.ts';

/** A short cut, as when the control plane restarts, is not worth a banner. */
const PATIENCE_MS = 2500;

/** Says that what is on screen may be old, while the stream of changes is cut. */
export function ConnectionBanner() {
  const t = useT();
  const lost = useLiveState() === 'reconnecting';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!shown) return null;
  return <MessageBar intent="warning" shape="square" politeness="assertive"><MessageBarBody>{t('shell.live.reconnecting')}</MessageBarBody></MessageBar>;
}
