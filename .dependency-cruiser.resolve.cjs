/** How the console's `#contract/*` and `#core/*` resolve: its package.json cannot name folders outside of the package. */
const { join } = require('node:path');

module.exports = { resolve: { alias: { '#contract': join(__dirname, 'contract'), '#core': join(__dirname, 'core') } } };
