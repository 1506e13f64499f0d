/** Calls back with the value where it is one of the allowed ones: what a control reports is text. */
export function choose<T extends string>(allowed: readonly T[], value: string | undefined, then: (value: T) => void): void {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) then(found);
}
