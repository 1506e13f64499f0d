import { Button, type ButtonProps, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Checkmark16Filled } from '@fluentui/react-icons/svg/checkmark';
import { type KeyboardEvent, type ReactNode, type Ref, useRef } from 'react';
import { useSurfaceStyles } from './surface.styles.ts';
import { usePopover } from './use-popover.ts';

const useStyles = makeStyles({
  panel: { padding: '4px', minWidth: '168px' },
  list: { display: 'flex', flexDirection: 'column', gap: '2px' },
  item: {
    display: 'flex', alignItems: 'center', gap: '8px', width: '100%', minHeight: '32px', padding: '4px 10px', border: 'none', borderRadius: tokens.borderRadiusMedium, backgroundColor: 'transparent', color: 'inherit', font: 'inherit', textAlign: 'start', cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  check: { width: '16px', display: 'inline-flex', flexShrink: 0, color: tokens.colorBrandForeground1 },
  icon: { display: 'inline-flex', flexShrink: 0 },
});

export interface MenuItem { readonly label: string; readonly run: () => void; readonly icon?: ReactNode; /** One of several choices; true: the present one. */ readonly checked?: boolean; readonly lang?: string }

interface MenuButtonProps {
  /** Name of the button and of its menu. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly icon?: ButtonProps['icon'];
  readonly text?: ReactNode;
  readonly appearance?: 'subtle' | 'secondary';
  readonly size?: 'small' | 'medium';
  readonly className?: string;
  readonly tabIndex?: number;
  /** Above the items, not one of them. */
  readonly head?: ReactNode;
}

/** A button with a menu. Arrow keys, Home and End move in it; a choice closes it. */
export function MenuButton({ label, items, icon = null, text, appearance = 'subtle', size = 'medium', className, tabIndex, head }: MenuButtonProps) {
  const styles = useStyles();
  const surface = useSurfaceStyles();
  const { button, open, close, panelProps } = usePopover<HTMLDivElement>('[aria-checked=true], [role^=menuitem]');
  const choose = (item: MenuItem): void => {
    close();
    item.run();
  };
  return (
    <>
      <Button ref={button as Ref<never>} appearance={appearance} size={size} icon={icon} className={className ?? ''} aria-label={label} title={label} aria-haspopup="menu" aria-expanded={open} {...(tabIndex === undefined ? {} : { tabIndex })}>{text}</Button>
      <div {...panelProps} className={mergeClasses(surface.panel, styles.panel)}>
        {open && head}
        {open && <MenuItems label={label} items={items} onChoose={choose} onLeave={close} />}
      </div>
    </>
  );
}

interface MenuItemsProps { label: string; items: readonly MenuItem[]; onChoose: (item: MenuItem) => void; onLeave: () => void }

function MenuItems({ label, items, onChoose, onLeave }: MenuItemsProps) {
  const styles = useStyles();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next: Readonly<Record<string, number>> = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 };
    const found = next[event.key] ?? (event.key.length === 1 ? all.findIndex((each, index) => index > at && each.textContent?.toLowerCase().startsWith(event.key.toLowerCase())) : undefined);
    if (event.key === 'Tab') onLeave();
    if (found === undefined || found < 0) return;
    event.preventDefault();
    event.stopPropagation();
    all[found]?.focus();
  };
  const choice = items.some((item) => item.checked !== undefined);
  return (
    <div ref={list} role="menu" tabIndex={-1} aria-label={label} className={styles.list} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button key={item.label} type="button" role={item.checked === undefined ? 'menuitem' : 'menuitemradio'} tabIndex={-1} className={styles.item} lang={item.lang} onClick={() => onChoose(item)} {...(item.checked === undefined ? {} : { 'aria-checked': item.checked })}>
          {choice && <span className={styles.check} aria-hidden="true">{item.checked === true && <Checkmark16Filled />}</span>}
          {item.icon !== undefined && <span className={styles.icon} aria-hidden="true">{item.icon}</span>}
          {item.label}
        </button>
      ))}
    </div>
  );
}
