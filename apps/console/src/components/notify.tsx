import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { useEffect, useSyncExternalStore } from 'react';
import { useT } from '../i18n/index.ts';

interface Notice { readonly id: number; readonly intent: 'success' | 'error'; readonly title: string; readonly text: string | null }

const MOST = 4;
const SHOWN_MS = { success: 4000, error: 12_000 } as const;
let notices: readonly Notice[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Notice[]): void {
  notices = next.slice(-MOST);
  for (const listener of listeners) listener();
}

const add = (notice: Omit<Notice, 'id'>): void => change([...notices, { ...notice, id: ++last }]);
const drop = (id: number): void => change(notices.filter((notice) => notice.id !== id));
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export interface Notify { success(text: string): void; error(error: unknown, title?: string): void }

/** Short messages about what the person just did. Refusals of the API show the server's own detail. */
export const notify: Notify = {
  success: (text) => add({ intent: 'success', title: text, text: null }),
  error: (error, title) => {
    const message = error instanceof Error ? error.message : String(error);
    add({ intent: 'error', title: title ?? message, text: title === undefined ? null : message });
  },
};

const useStyles = makeStyles({
  region: { position: 'fixed', right: '20px', bottom: '20px', width: '360px', maxWidth: 'calc(100vw - 40px)', display: 'flex', flexDirection: 'column', gap: '8px', zIndex: 20, pointerEvents: 'none' },
  notice: { boxShadow: tokens.shadow16, pointerEvents: 'auto' },
});

/** Where the messages appear. Once, in the root of the page. */
export function Notifications() {
  const styles = useStyles();
  const shown = useSyncExternalStore(subscribe, () => notices);
  return <div className={styles.region} role="status" aria-live="polite">{shown.map((notice) => <NoticeBar key={notice.id} notice={notice} />)}</div>;
}

function NoticeBar({ notice: { id, intent, title, text } }: { notice: Notice }) {
  const styles = useStyles();
  const t = useT();
  useEffect(() => {
    const timer = setTimeout(() => drop(id), SHOWN_MS[intent]);
    return () => clearTimeout(timer);
  }, [id, intent]);
  return (
    <MessageBar intent={intent} layout="multiline" className={styles.notice}>
      <MessageBarBody><MessageBarTitle>{title}</MessageBarTitle>{text}</MessageBarBody>
      <MessageBarActions containerAction={<Button appearance="transparent" size="small" icon={<Dismiss16Regular />} aria-label={t('common.action.close')} onClick={() => drop(id)} />} />
    </MessageBar>
  );
}
