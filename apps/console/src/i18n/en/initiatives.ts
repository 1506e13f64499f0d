export const initiatives = {
  title: 'Initiatives', tab: { initiatives: 'Initiatives', assignments: 'Assignments', policies: 'Policies' }, policies: 'Policies', versions: 'Versions', newest: 'Newest', searchPolicies: 'Search policies',
  none: 'No initiatives', noneHint: 'Initiatives and policies come with the product.', noPolicies: 'No policies',
  assign: 'Assign', assignTitle: 'Assign an initiative', assigned: 'The initiative is assigned', assignedBy: 'Assigned by', choose: 'Choose an initiative', versionHint: 'A fixed version stays as it is when the product is updated.', labelsHint: 'Only objects that carry all of these labels', labelsWrong: 'Write labels as key=value, separated by commas',
  change: 'Change', changeTitle: 'Change the assignment', changed: 'The assignment is changed', end: 'End', endTitle: 'End the assignment?', endText: '"{{initiative}}" is no longer assessed in this scope. Its recommendations disappear from there.', ended: 'The assignment has ended',
  noAssignments: 'Nothing is assigned', noAssignmentsHint: 'Without an assignment nothing is assessed. Assign an initiative to begin.', notAssigned: 'Not assigned anywhere: its policies are not assessed through it.',
  showRecommendations: 'Show recommendations', showRecommendation: 'Show the recommendation', manifest: 'ValidatingAdmissionPolicy, ready for kubectl apply', noManifest: 'This check looks at several objects at once. An API server cannot run it at admission, so there is no manifest; Breakwater assesses it continuously.',
};
