import { Button, type ButtonProps, makeStyles, mergeClasses } from '@fluentui/react-components';
import { ChevronDown16Regular } from '@fluentui/react-icons/svg/chevron-down';
import type { ReactNode, Ref } from 'react';
import { useSurfaceStyles } from './surface.styles.ts';
import { usePopover } from './use-popover.ts';

const useStyles = makeStyles({ panel: { padding: '8px', width: 'max-content', minWidth: '200px' } });

interface PopoverButtonProps {
  /** Name of the button and of its panel, and its tooltip. */
  readonly label: string;
  readonly text: ReactNode;
  readonly icon?: ButtonProps['icon'];
  readonly appearance?: 'subtle' | 'outline';
  readonly size?: 'small' | 'medium';
  readonly className?: string;
  readonly children: (close: () => void) => ReactNode;
}

/** A button with a panel of controls. The first control takes the focus. */
export function PopoverButton({ label, text, icon = null, appearance = 'subtle', size = 'medium', className, children }: PopoverButtonProps) {
  const styles = useStyles();
  const surface = useSurfaceStyles();
  const { button, open, close, panelProps } = usePopover<HTMLDivElement>('input:checked, input');
  return (
    <>
      <Button ref={button as Ref<never>} appearance={appearance} size={size} icon={icon} className={className ?? ''} title={label} aria-haspopup="dialog" aria-expanded={open}>{text}<ChevronDown16Regular aria-hidden="true" /></Button>
      <div {...panelProps} role="dialog" aria-label={label} className={mergeClasses(surface.panel, styles.panel)}>{open && children(close)}</div>
    </>
  );
}
