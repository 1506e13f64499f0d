export const overview = {
  title: 'Übersicht', score: 'Sicherheitsbewertung', asTable: 'Als Tabelle', asChart: 'Als Diagramm', noScore: 'Noch wurde nichts bewertet.',
  up: '{{points}} Punkte mehr als am {{since}}', down: '{{points}} Punkte weniger als am {{since}}', unchanged: 'Unverändert seit {{since}}',
  at: 'Zeitpunkt', chartLabel: 'Sicherheitsbewertung von {{from}} bis {{to}}; zuletzt {{score}} von 100',
  bySeverity: 'Offene Empfehlungen', top: 'Hebt die Bewertung am meisten', all: 'Alle anzeigen', nothingToFix: 'Nichts zu tun: Alles Bewertete ist fehlerfrei oder ausgenommen.',
  unhealthyCount: '{{total}} fehlerhaft', pods: 'Pods', coverage: 'Abdeckung',
  notRead_one: '{{total}} Sache wurde nicht bewertet', notRead_other: '{{total}} Dinge wurden nicht bewertet', allRead_one: 'Das eine gefundene Objekt wurde gelesen.', allRead_other: 'Alle {{total}} gefundenen Objekte wurden gelesen.',
  environmentsNotAssessed_one: '{{count}} von {{all}} Umgebungen wird derzeit nicht bewertet. Ihre Zahlen stammen von der letzten Bewertung.',
  environmentsNotAssessed_other: '{{count}} von {{all}} Umgebungen werden derzeit nicht bewertet. Ihre Zahlen stammen von der letzten Bewertung.',
  welcome: 'Noch ist nichts verbunden', welcomeHint: 'Verbinden Sie einen Cluster per Kubeconfig oder importieren Sie einen Ordner mit Manifesten. Die ersten Empfehlungen erscheinen binnen einer Minute.', welcomeAction: 'Verbinden oder importieren',
};
