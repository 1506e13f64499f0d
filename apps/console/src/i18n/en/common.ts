export const common = {
  action: {
    cancel: 'Cancel', close: 'Close', save: 'Save', delete: 'Delete', remove: 'Remove', revoke: 'Revoke', retry: 'Try again', copy: 'Copy', copied: 'Copied',
    download: 'Download', create: 'Create', rename: 'Rename', clearFilters: 'Clear filters', actions: 'Actions',
  },
  field: { name: 'Name', environment: 'Environment', namespace: 'Namespace', kind: 'Kind', severity: 'Severity', status: 'Status', category: 'Category', initiative: 'Initiative', version: 'Version', effect: 'Effect', owner: 'Owner', approver: 'Approver', created: 'Created', expires: 'Expires', since: 'Since', resource: 'Resource', message: 'Message', policy: 'Policy', updated: 'Updated', images: 'Images', labels: 'Labels', unhealthy: 'Unhealthy', workloads: 'Workloads', objects: 'Objects', nodes: 'Nodes', namespaces: 'Namespaces', score: 'Score', reason: 'Reason', scope: 'Scope', state: 'State', role: 'Role' },
  all: 'All', none: 'None', any: 'Any', never: 'Never', unknown: 'Unknown', clusterScoped: 'Cluster-wide',
  allEnvironments: 'All environments', allNamespaces: 'All namespaces', everything: 'Everything',
  rows_one: '{{total}} row', rows_other: '{{total}} rows',
  more: '+{{count}} more', optional: 'optional', required: 'This is needed', sample: 'Sample',
  sortBy: 'Sort by {{column}}', searchOptions: 'Search', noOptions: 'Nothing to choose from', filterNamed: 'Filter by {{name}}',
  loading: 'Loading', newTab: 'opens in a new tab', notAvailable: 'n/a',
};
