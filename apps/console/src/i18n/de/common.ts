export const common = {
  action: {
    cancel: 'Abbrechen', close: 'Schließen', save: 'Speichern', delete: 'Löschen', remove: 'Entfernen', revoke: 'Widerrufen', retry: 'Erneut versuchen', copy: 'Kopieren', copied: 'Kopiert',
    download: 'Herunterladen', create: 'Erstellen', rename: 'Umbenennen', clearFilters: 'Filter löschen', actions: 'Aktionen',
  },
  field: { name: 'Name', environment: 'Umgebung', namespace: 'Namespace', kind: 'Art', severity: 'Schweregrad', status: 'Status', category: 'Kategorie', initiative: 'Initiative', version: 'Version', effect: 'Wirkung', owner: 'Verantwortlich', approver: 'Genehmigt von', created: 'Erstellt', expires: 'Läuft ab', since: 'Seit', resource: 'Ressource', message: 'Meldung', policy: 'Richtlinie', updated: 'Geändert', images: 'Images', labels: 'Labels', unhealthy: 'Fehlerhaft', workloads: 'Workloads', objects: 'Objekte', nodes: 'Knoten', namespaces: 'Namespaces', score: 'Bewertung', reason: 'Grund', scope: 'Bereich', state: 'Zustand', role: 'Rolle' },
  all: 'Alle', none: 'Keine', any: 'Beliebig', never: 'Nie', unknown: 'Unbekannt', clusterScoped: 'Clusterweit',
  allEnvironments: 'Alle Umgebungen', allNamespaces: 'Alle Namespaces', everything: 'Alles',
  rows_one: '{{total}} Zeile', rows_other: '{{total}} Zeilen',
  more: '+{{count}} weitere', optional: 'optional', required: 'Wird benötigt', sample: 'Beispiel',
  sortBy: 'Nach {{column}} sortieren', searchOptions: 'Suchen', noOptions: 'Nichts zur Auswahl', filterNamed: 'Nach {{name}} filtern',
  loading: 'Wird geladen', newTab: 'öffnet in neuem Tab', notAvailable: 'k. A.',
};
