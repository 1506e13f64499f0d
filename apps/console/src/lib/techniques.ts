/** Page of a MITRE ATT&CK technique (`T1610`, `T1552.007`); an id of another shape gives an address that is not linked. */
export const techniqueAddress = (id: string): string => {
  const match = /^(T\d{4})(?:\.(\d{3}))?$/.exec(id);
  return match === null ? '' : `https://attack.mitre.org/techniques/${match[1]}/${match[2] === undefined ? '' : `${match[2]}/`}`;
};
