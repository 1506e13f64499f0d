import { Toast, ToastBody, Toaster, ToastTitle, useToastController } from '@fluentui/react-components';
import { useMemo } from 'react';

const TOASTER = 'console';

/** Where toasts appear. Once, in the root of the page. */
export const Notifications = () => <Toaster toasterId={TOASTER} position="bottom-end" limit={4} />;

export interface Notify { success(text: string): void; error(error: unknown, title?: string): void }

/** Short messages about what the person just did. Refusals of the API show the server's own detail. */
export function useNotify(): Notify {
  const { dispatchToast } = useToastController(TOASTER);
  return useMemo(() => ({
    success: (text) => dispatchToast(<Toast><ToastTitle>{text}</ToastTitle></Toast>, { intent: 'success', timeout: 4000 }),
    error: (error, title) => {
      const message = error instanceof Error ? error.message : String(error);
      dispatchToast(<Toast><ToastTitle>{title ?? message}</ToastTitle>{title !== undefined && <ToastBody>{message}</ToastBody>}</Toast>, { intent: 'error', timeout: 10_000 });
    },
  }), [dispatchToast]);
}
