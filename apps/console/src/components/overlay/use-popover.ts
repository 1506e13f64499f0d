import { type RefObject, type ToggleEvent, useLayoutEffect, useRef, useState } from 'react';

export interface PopoverHandle<P extends HTMLElement> {
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly panel: RefObject<P | null>;
  readonly open: boolean;
  readonly close: () => void;
  /** For the panel: `<div {...panelProps}>`. */
  readonly panelProps: { readonly ref: RefObject<P | null>; readonly popover: 'auto'; readonly onBeforeToggle: (event: ToggleEvent<P>) => void; readonly onToggle: (event: ToggleEvent<P>) => void };
}

const GAP_PX = 4;
const EDGE_PX = 8;

/**
 * A panel that opens at its button, by the browser's own popover: it lies above everything, closes with Escape and with
 * a click elsewhere, and gives the focus back. Its contents exist only while it is open; `firstFocus` selects those that
 * take the focus then, the first choice first.
 */
export function usePopover<P extends HTMLElement>(firstFocus: string): PopoverHandle<P> {
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<P>(null);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (button.current !== null) button.current.popoverTargetElement = panel.current;
  }, []);
  const onBeforeToggle = (event: ToggleEvent<P>): void => {
    if (event.target !== event.currentTarget) return;
    const opening = event.newState === 'open';
    if (opening && button.current !== null) place(event.currentTarget, button.current.getBoundingClientRect());
    setOpen(opening);
  };
  // Not before: what is not shown yet takes no focus.
  const onToggle = (event: ToggleEvent<P>): void => {
    if (event.target !== event.currentTarget || event.newState !== 'open') return;
    const selectors = firstFocus.split(', ');
    selectors.map((selector) => event.currentTarget.querySelector<HTMLElement>(selector)).find((found) => found !== null)?.focus();
  };
  return { button, panel, open, close: () => panel.current?.hidePopover(), panelProps: { ref: panel, popover: 'auto', onBeforeToggle, onToggle } };
}

/** Below the button, or above where there is more room; to whichever side there is more. Sizes are bounded by the window. */
function place(panel: HTMLElement, at: DOMRect): void {
  const below = window.innerHeight - at.bottom;
  const up = below < 240 && at.top > below;
  const left = at.left + at.width / 2 < window.innerWidth * 0.6;
  const px = (value: number): string => `${Math.max(EDGE_PX, value)}px`;
  Object.assign(panel.style, {
    top: up ? 'auto' : px(at.bottom + GAP_PX), bottom: up ? px(window.innerHeight - at.top + GAP_PX) : 'auto',
    left: left ? px(at.left) : 'auto', right: left ? 'auto' : px(window.innerWidth - at.right),
    maxHeight: `${(up ? at.top : below) - GAP_PX - EDGE_PX}px`, maxWidth: `${window.innerWidth - 2 * EDGE_PX}px`,
  });
}
