export const exemptions = {
  title: 'Exemptions', exempt: 'Exempt…', dialogTitle: 'Exempt from a policy', submit: 'Exempt', created: 'The exemption is in force',
  what: 'Policy: {{policy}}', wideAll: 'Nothing narrows it: this covers every object in all environments.', wideEnvironment: 'Nothing narrows it: this covers every object of the environment.',
  justification: 'Justification', justificationHint: 'What reduces the risk, or why it is accepted for now', justificationNeeded: 'Say why, in a few words', until: 'In force until', expiryNeeded: 'Choose a day in the future', days_one: '{{count}} day', days_other: '{{count}} days',
  findingsTitle: 'Exempt findings', findingsWhat: 'Findings that match all of these are not counted in the places below, for as long as the exemption lasts.', findingsNeeded: 'Name a vulnerability, a package or an image', imageHint: 'Any; repository, tag or digest', where: 'Where it holds', wideFindings: 'Nothing narrows the place: it holds in every workload that runs such an image.',
  noneInForce: 'No exemption is in force.', ends: 'ends', revoked: 'The exemption has ended', revokeTitle: 'Revoke the exemption?',
  revokeText_one: '{{total}} object counts again in the assessments of "{{policy}}".', revokeText_other: '{{total}} objects count again in the assessments of "{{policy}}".',
  matches: 'Covers', people: 'Owner / approver', emptyTitle: 'No exemptions', emptyHint: 'To exempt something, open a recommendation and choose "Exempt…" for one of its objects.', toRecommendations: 'Go to recommendations', stateFilter: 'State',
};
