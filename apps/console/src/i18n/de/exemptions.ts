export const exemptions = {
  title: 'Ausnahmen', exempt: 'Ausnehmen…', dialogTitle: 'Von einer Richtlinie ausnehmen', submit: 'Ausnehmen', created: 'Die Ausnahme gilt jetzt',
  what: 'Richtlinie: {{policy}}', wideAll: 'Nicht eingegrenzt: Das gilt für jedes Objekt in allen Umgebungen.', wideEnvironment: 'Nicht eingegrenzt: Das gilt für jedes Objekt der Umgebung.',
  justification: 'Begründung', justificationHint: 'Was das Risiko mindert oder warum es vorerst akzeptiert ist', justificationNeeded: 'Begründen Sie es in wenigen Worten', until: 'Gültig bis', expiryNeeded: 'Wählen Sie einen Tag in der Zukunft', days_one: '{{count}} Tag', days_other: '{{count}} Tage',
  findingsTitle: 'Befunde ausnehmen', findingsWhat: 'Befunde, auf die all dies zutrifft, zählen an den Orten darunter nicht, solange die Ausnahme gilt.', findingsNeeded: 'Nennen Sie eine Schwachstelle, ein Paket oder ein Image', imageHint: 'Beliebig; Repository, Tag oder Digest', where: 'Wo sie gilt', wideFindings: 'Der Ort ist nicht eingegrenzt: Es gilt für jeden Workload, der ein solches Image ausführt.',
  noneInForce: 'Keine Ausnahme ist in Kraft.', ends: 'endet', revoked: 'Die Ausnahme ist beendet', revokeTitle: 'Ausnahme widerrufen?',
  revokeText_one: '{{total}} Objekt zählt wieder in den Bewertungen von „{{policy}}“.', revokeText_other: '{{total}} Objekte zählen wieder in den Bewertungen von „{{policy}}“.',
  matches: 'Betrifft', people: 'Zuständig / Freigabe', emptyTitle: 'Keine Ausnahmen', emptyHint: 'Um etwas auszunehmen, öffnen Sie eine Empfehlung und wählen Sie bei einem ihrer Objekte „Ausnehmen…“.', toRecommendations: 'Zu den Empfehlungen', stateFilter: 'Zustand',
};
