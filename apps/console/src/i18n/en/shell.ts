export const shell = {
  skip: 'Skip to content', navigation: 'Main', breadcrumbs: 'Breadcrumbs',
  nav: { overview: 'Overview', recommendations: 'Recommendations', inventory: 'Inventory', images: 'Images', vulnerabilities: 'Vulnerabilities', initiatives: 'Initiatives', exemptions: 'Exemptions', settings: 'Settings' },
  theme: { label: 'Theme', system: 'As the system', light: 'Light', dark: 'Dark' },
  language: { label: 'Language', en: 'English', de: 'Deutsch' },
  user: { menu: 'Account of {{name}}', changePassword: 'Change password', signOut: 'Sign out', scopes: 'May: {{scopes}}' },
  live: { live: 'Live', connecting: 'Connecting', reconnecting: 'The connection to the control plane is cut. What you see may be out of date; trying to reconnect.', hint: 'Changes in your clusters appear here by themselves' },
  shortcuts: { title: 'Keyboard shortcuts', button: 'Keyboard shortcuts', search: 'Focus the search of the page', help: 'Show this help', go: 'Go to {{page}}', rows: 'Move between rows', openRow: 'Open the row' },
  signIn: { title: 'Sign in', name: 'User name', password: 'Password', submit: 'Sign in', wrong: 'The name or the password is not right.', hint: 'The name and the first password were printed when the control plane started for the first time.', tagline: 'Container security for your clusters, on your own machines.', ended: 'Your session has ended. Sign in again to go on where you were.' },
  password: { title: 'Change password', first: 'Your password was set by someone else, or printed in a log. Choose your own.', current: 'Present password', next: 'New password', repeat: 'New password again', rule: 'At least 12 characters', mismatch: 'The two entries differ', tooShort: 'Use at least 12 characters', done: 'The password is changed. Other sessions of yours have ended.' },
  state: {
    errorTitle: 'This could not be loaded', forbiddenTitle: 'You may not see this', forbidden: 'Ask an administrator for the scope "{{scope}}".', forbiddenAny: 'Your account does not reach this. Ask an administrator.',
    notFoundTitle: 'There is nothing at this address', notFound: 'It may have been deleted, or its environment disconnected.', toOverview: 'Go to the overview',
    crashTitle: 'This page has failed', crash: 'The rest of the console still works. Details: {{message}}', noMatchTitle: 'Nothing matches the filters', noMatch: 'Loosen a filter or the search.',
    stale: 'Shown as of earlier; the last refresh failed: {{message}}',
  },
};
