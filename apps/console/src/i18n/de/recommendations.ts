export const recommendations = {
  title: 'Empfehlungen', recommendation: 'Empfehlung', search: 'Empfehlungen durchsuchen', gain: 'Punkte', gainHint: 'Punkte, um die die Sicherheitsbewertung steigt, wenn alles behoben ist',
  emptyTitle: 'Keine Empfehlungen', emptyHint: 'Noch wurde nichts bewertet. Verbinden Sie einen Cluster oder importieren Sie Manifeste.',
  unhealthySince: 'Fehlerhaft seit', showPolicy: 'Richtlinie anzeigen', description: 'Warum es wichtig ist', fix: 'So beheben Sie es', fixYaml: 'Beispiel', techniques: 'Erschwerte ATT&CK-Techniken', references: 'Quellen', kinds: 'Gilt für',
};
export const assessments = {
  title: 'Bewertungen', search: 'Name oder Meldung suchen', emptyTitle: 'Keine Bewertungen', emptyHint: 'Nichts dergleichen wurde gefunden.', copyPath: 'Pfad kopieren',
  none: { unhealthy: 'Nichts ist fehlerhaft', healthy: 'Noch ist nichts fehlerfrei', notApplicable: 'Es trifft auf alles Betrachtete zu', notAssessed: 'Alles wurde bewertet', exempt: 'Nichts ist ausgenommen' },
  noneHint: { unhealthy: 'Was nicht bewertet werden konnte, steht unter „Nicht bewertet“.', healthy: 'Objekte erscheinen hier, sobald sie bestehen.', notApplicable: 'Objekte, von denen eine Regel nicht handelt, erscheinen hier mit Begründung.', notAssessed: 'Objekte, die nicht geprüft werden konnten, erscheinen hier mit Begründung. Sie gelten nie als fehlerfrei.', exempt: 'Objekte, die eine Ausnahme abdeckt, erscheinen hier, solange sie gilt.' },
};
