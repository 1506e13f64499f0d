export const common = {
  action: {
    cancel: 'Cancel', close: 'Close', save: 'Save', delete: 'Delete', remove: 'Remove', revoke: 'Revoke', retry: 'Try again', copy: 'Copy', copied: 'Copied',
    download: 'Download', create: 'Create', edit: 'Edit', rename: 'Rename', clearFilters: 'Clear filters', clear: 'Clear', apply: 'Apply', actions: 'Actions', more: 'More', open: 'Open',
  },
  field: { name: 'Name', environment: 'Environment', namespace: 'Namespace', kind: 'Kind', severity: 'Severity', status: 'Status', category: 'Category', initiative: 'Initiative', version: 'Version', effect: 'Effect', owner: 'Owner', approver: 'Approver', created: 'Created', expires: 'Expires', since: 'Since', resource: 'Resource', message: 'Message', path: 'Path', policy: 'Policy', updated: 'Updated', images: 'Images', labels: 'Labels', unhealthy: 'Unhealthy', workloads: 'Workloads', objects: 'Objects', nodes: 'Nodes', namespaces: 'Namespaces', score: 'Score', reason: 'Reason', scope: 'Scope', state: 'State', password: 'Password', role: 'Role' },
  all: 'All', none: 'None', any: 'Any', yes: 'Yes', no: 'No', never: 'Never', unknown: 'Unknown', clusterScoped: 'Cluster-wide',
  allEnvironments: 'All environments', allNamespaces: 'All namespaces', everything: 'Everything',
  rows_one: '{{total}} row', rows_other: '{{total}} rows', selected_one: '{{total}} selected', selected_other: '{{total}} selected',
  more: '+{{count}} more', optional: 'optional', required: 'This is needed', sample: 'Sample',
  sortBy: 'Sort by {{column}}', searchOptions: 'Search', noOptions: 'Nothing to choose from', filterNamed: 'Filter by {{name}}',
  loading: 'Loading', newTab: 'opens in a new tab', notAvailable: 'n/a', of: '{{part}} of {{whole}}',
};
