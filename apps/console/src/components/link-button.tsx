import { Button, type ButtonProps } from '@fluentui/react-components';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import type { Place } from '../app/paths.ts';
import { followed } from '../lib/followed.ts';

interface LinkButtonProps { place: Place; children: ReactNode; appearance?: 'primary' | 'secondary' | 'subtle'; size?: 'small' | 'medium'; icon?: ButtonProps['icon'] }

/** Looks like a button and is a link: it can be opened in a new tab. */
export function LinkButton({ place, children, appearance = 'secondary', size = 'medium', icon = null }: LinkButtonProps) {
  const router = useRouter();
  return <Button as="a" href={router.buildLocation(place).href} appearance={appearance} size={size} icon={icon} onClick={(event: MouseEvent) => followed(event) && void router.navigate(place)}>{children}</Button>;
}
