import { Button, Tooltip } from '@fluentui/react-components';
import { Checkmark16Regular } from '@fluentui/react-icons/svg/checkmark';
import { Copy16Regular } from '@fluentui/react-icons/svg/copy';
import { useEffect, useState } from 'react';
import { useT } from '../i18n/index.ts';
import { copyText } from '../lib/copy-text.ts';
import { notify } from './notify.tsx';

interface CopyButtonProps { text: string; label?: string; size?: 'small' | 'medium'; withText?: boolean; tabIndex?: number }

/** Copies a text; says so for two seconds. */
export function CopyButton({ text, label, size = 'small', withText = false, tabIndex }: CopyButtonProps) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const name = copied ? t('common.action.copied') : (label ?? t('common.action.copy'));
  const onClick = (): void => void copyText(text).then(() => setCopied(true), (error: unknown) => notify.error(error));
  const icon = copied ? <Checkmark16Regular /> : <Copy16Regular />;
  if (withText) return <Button size={size} appearance="subtle" icon={icon} onClick={onClick}>{name}</Button>;
  return (
    <Tooltip content={name} relationship="label">
      <Button size={size} appearance="subtle" icon={icon} onClick={onClick} {...(tabIndex === undefined ? {} : { tabIndex })} />
    </Tooltip>
  );
}
