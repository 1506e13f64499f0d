import { Button, type ButtonProps } from '@fluentui/react-components';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import type { Place } from '../app/paths.ts';

interface LinkButtonProps { place: Place; children: ReactNode; appearance?: 'primary' | 'secondary' | 'subtle'; size?: 'small' | 'medium'; icon?: ButtonProps['icon'] }

/** Looks like a button and is a link: it can be opened in a new tab. */
export function LinkButton({ place, children, appearance = 'secondary', size = 'medium', icon = null }: LinkButtonProps) {
  const router = useRouter();
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate(place);
  };
  return <Button as="a" href={router.buildLocation(place).href} appearance={appearance} size={size} icon={icon} onClick={follow}>{children}</Button>;
}
