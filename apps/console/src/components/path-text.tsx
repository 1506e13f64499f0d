import { Fragment } from 'react';

/** A field path that breaks between its parts, where it is too long for a line. */
export function PathText({ path }: { path: string }) {
  return path.split(/(?=[.[])/).map((part, index) => <Fragment key={index}>{index > 0 && <wbr />}{part}</Fragment>);
}
