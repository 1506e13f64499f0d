export const overview = {
  title: 'Overview', score: 'Secure score', asTable: 'As a table', asChart: 'As a chart', noScore: 'Nothing has been assessed yet.',
  up: '{{points}} points up since {{since}}', down: '{{points}} points down since {{since}}', unchanged: 'Unchanged since {{since}}',
  at: 'Time', chartLabel: 'Secure score from {{from}} to {{to}}; latest {{score}} of 100',
  bySeverity: 'Open recommendations', top: 'Raises the score most', all: 'Show all', nothingToFix: 'Nothing to fix: every assessed object is healthy or exempt.',
  unhealthyCount: '{{total}} unhealthy', pods: 'Pods', coverage: 'Coverage',
  notRead_one: '{{total}} thing was not assessed', notRead_other: '{{total}} things were not assessed', allRead_one: 'The one object that was found was read.', allRead_other: 'All {{total}} objects that were found were read.',
  environmentsNotAssessed_one: '{{count}} of {{all}} environments is not being assessed now. Its numbers are from its last assessment.',
  environmentsNotAssessed_other: '{{count}} of {{all}} environments are not being assessed now. Their numbers are from their last assessment.',
  welcome: 'Nothing is connected yet', welcomeHint: 'Connect a cluster with a kubeconfig, or import a folder of manifests. The first recommendations appear within a minute.', welcomeAction: 'Connect or import',
};
