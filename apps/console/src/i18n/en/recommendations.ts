export const recommendations = {
  title: 'Recommendations', recommendation: 'Recommendation', search: 'Search recommendations', gain: 'Score gain', gainHint: 'Points that the secure score gains when all of it is fixed',
  emptyTitle: 'No recommendations', emptyHint: 'Nothing has been assessed yet. Connect a cluster or import manifests to begin.',
  unhealthySince: 'Unhealthy since', showPolicy: 'Show the policy', description: 'Why it matters', fix: 'How to fix', fixYaml: 'Example', techniques: 'ATT&CK techniques it counters', references: 'References', kinds: 'Applies to',
};
export const assessments = {
  title: 'Assessments', search: 'Search name or message', emptyTitle: 'No assessments', emptyHint: 'Nothing of this kind was found.', copyPath: 'Copy path',
  none: { unhealthy: 'Nothing is unhealthy', healthy: 'Nothing is healthy yet', notApplicable: 'It applies to everything that was looked at', notAssessed: 'Everything was assessed', exempt: 'Nothing is exempt' },
  noneHint: { unhealthy: 'What could not be assessed is under "Not assessed".', healthy: 'Objects appear here once they pass.', notApplicable: 'Objects that a rule is not about appear here, with the reason.', notAssessed: 'Objects that could not be checked appear here, with the reason. They never count as healthy.', exempt: 'Objects that an exemption covers appear here for as long as it lasts.' },
};
