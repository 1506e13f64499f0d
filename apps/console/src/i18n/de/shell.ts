export const shell = {
  skip: 'Zum Inhalt springen', navigation: 'Hauptnavigation', breadcrumbs: 'Pfad',
  nav: { overview: 'Übersicht', recommendations: 'Empfehlungen', inventory: 'Inventar', images: 'Images', vulnerabilities: 'Schwachstellen', initiatives: 'Initiativen', exemptions: 'Ausnahmen', settings: 'Einstellungen' },
  theme: { label: 'Farbschema', system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  language: { label: 'Sprache', en: 'English', de: 'Deutsch' },
  user: { menu: 'Konto von {{name}}', changePassword: 'Kennwort ändern', signOut: 'Abmelden', scopes: 'Darf: {{scopes}}' },
  live: { live: 'Live', connecting: 'Verbindet', reconnecting: 'Die Verbindung zur Steuerungsebene ist unterbrochen. Die Anzeige kann veraltet sein; die Verbindung wird neu aufgebaut.', hint: 'Änderungen in Ihren Clustern erscheinen hier von selbst' },
  shortcuts: { title: 'Tastenkürzel', button: 'Tastenkürzel', search: 'In die Suche der Seite springen', help: 'Diese Hilfe zeigen', go: 'Zu {{page}}', rows: 'Zwischen Zeilen wechseln', openRow: 'Zeile öffnen' },
  signIn: { title: 'Anmelden', name: 'Benutzername', password: 'Kennwort', submit: 'Anmelden', wrong: 'Name oder Kennwort stimmt nicht.', hint: 'Name und erstes Kennwort wurden beim ersten Start der Steuerungsebene ausgegeben.', tagline: 'Containersicherheit für Ihre Cluster, auf Ihren eigenen Maschinen.', ended: 'Ihre Sitzung ist beendet. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.' },
  password: { title: 'Kennwort ändern', first: 'Ihr Kennwort hat jemand anderes festgelegt, oder es steht in einem Protokoll. Wählen Sie ein eigenes.', current: 'Bisheriges Kennwort', next: 'Neues Kennwort', repeat: 'Neues Kennwort wiederholen', rule: 'Mindestens 12 Zeichen', mismatch: 'Die beiden Eingaben sind verschieden', tooShort: 'Mindestens 12 Zeichen verwenden', done: 'Das Kennwort ist geändert. Ihre anderen Sitzungen sind beendet.' },
  state: {
    errorTitle: 'Das konnte nicht geladen werden', forbiddenTitle: 'Darauf haben Sie keinen Zugriff', forbidden: 'Bitten Sie einen Administrator um das Recht „{{scope}}“.', forbiddenAny: 'Ihr Konto reicht nicht bis hierher. Wenden Sie sich an einen Administrator.',
    notFoundTitle: 'Unter dieser Adresse gibt es nichts', notFound: 'Vielleicht wurde es gelöscht oder die Umgebung getrennt.', toOverview: 'Zur Übersicht',
    crashTitle: 'Diese Seite ist fehlgeschlagen', crash: 'Der Rest der Konsole funktioniert weiter. Einzelheiten: {{message}}', noMatchTitle: 'Nichts passt zu den Filtern', noMatch: 'Lockern Sie einen Filter oder die Suche.',
    stale: 'Älterer Stand; die letzte Aktualisierung schlug fehl: {{message}}',
  },
};
