import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Place } from '../../app/paths.ts';
import { followed } from '../../lib/followed.ts';

interface RowLinkProps { place: Place; className: string; children: ReactNode }

/** The link of a row. Not the router's Link, which listens to every change of the address: rows come and go by the thousand. */
export function RowLink({ place, className, children }: RowLinkProps) {
  const router = useRouter();
  return <a href={router.buildLocation(place).href} data-row-link="" tabIndex={-1} className={className} onPointerEnter={() => void router.preloadRoute(place)} onClick={(event) => followed(event) && void router.navigate(place)}>{children}</a>;
}
