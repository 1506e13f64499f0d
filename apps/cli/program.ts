/** The commands and their options. What a command does is loaded when it is called: start-up stays short. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT, isBrokenPipe, reportFailure } from './exit.ts';
import { version } from './version.ts';

interface Outcome { code: number }

/** Runs one command line (without `node` and the script). Returns the exit code: 0 clean, 1 findings, 2 usage or input error. */
export async function run(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', (error) => { if (isBrokenPipe(error)) process.exit(EXIT.brokenPipe); });
  const outcome: Outcome = { code: EXIT.clean };
  try {
    await createProgram(outcome).parseAsync([...argv], { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
    return reportFailure(error);
  }
}

function createProgram(outcome: Outcome): Command {
  const program = new Command('breakwater')
    .description('Container security for Kubernetes: assess manifests and clusters, see what to fix.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureHelp({ sortOptions: false })
    .configureOutput({ outputError: (text, write) => write(`breakwater: ${text.replace(/^error: /, '')}`) })
    .showSuggestionAfterError(true);
  addAssess(program, outcome);
  addScan(program, outcome);
  addPolicy(program, outcome);
  addAdvisories(program, outcome);
  addControlPlane(program, outcome);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)]) quiet(command);
  return program;
}

/** Mistakes in the options are thrown, not ends of the process; one line each, and where to read on. */
function quiet(command: Command): void {
  const name: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) name.unshift(at.name());
  command.exitOverride().configureOutput({
    outputError: (text, write) => write(`breakwater: ${text.replace(/^error: /, '').trim().replaceAll('\n', ' ')} (see: ${name.join(' ')} --help)\n`),
  });
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('must be a whole number from 1 on.');
  return Number(value);
}

const collect = (value: string, values: readonly string[] = []): readonly string[] => [...values, ...value.split(',').map((each) => each.trim()).filter((each) => each !== '')];

function addAssess(program: Command, outcome: Outcome): void {
  program.command('assess')
    .summary('assess manifests or a live cluster')
    .description('Assesses Kubernetes manifests (files, directories, - for standard input) or a live cluster against policies.')
    .argument('[path...]', 'files or directories of manifests (YAML, JSON); - reads standard input')
    .option('--kubeconfig <file>', 'assess the live cluster of this kubeconfig instead')
    .option('--context <name>', 'context of the kubeconfig (default: its current one)')
    .option('--initiative <id>', 'initiative to assess against, for example pod-security-restricted@v1.34; may be given more than once', collect)
    .option('--policies <dir>', 'assess against the ValidatingAdmissionPolicies in this directory')
    .option('--fail-on <severity>', 'exit with 1 when a finding is at least this severe: critical, high, medium, low, informational')
    .option('--format <format>', 'table, json, sarif, junit or html', 'table')
    .option('-o, --output <file>', 'write the result to this file instead of standard output')
    .addHelpText('after', `
Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or input error.

Examples:
  breakwater assess deploy/
  helm template chart/ | breakwater assess - --fail-on high
  breakwater assess --kubeconfig ~/.kube/config --format html --output report.html`)
    .action(async (paths: string[], options) => {
      const { assess } = await import('./assess/command.ts');
      outcome.code = await assess(paths, options);
    });
}

function addScan(program: Command, outcome: Outcome): void {
  const target = (command: Command): Command => command
    .argument('<target>', 'docker-archive:FILE, oci-archive:FILE, oci-dir:DIR, rootfs:DIR, dir:DIR, file:FILE, sbom:FILE, containerd:REFERENCE, or a reference in a registry')
    .option('-o, --output <file>', 'write the result to this file instead of standard output')
    .option('--image <name>', 'which image of an archive that holds several')
    .option('--platform <os/architecture>', 'which platform of an image that has several (default: linux on this processor)')
    .option('--username <name>', 'user of the registry; the password is read from $BREAKWATER_REGISTRY_PASSWORD (default: credentials of the Docker configuration)')
    .option('--plain-http', 'talk to the registry without TLS')
    .option('--containerd-address <socket>', 'socket of containerd (default: $CONTAINERD_ADDRESS, or the usual places)')
    .option('--containerd-namespace <name>', 'namespace of containerd (default: $CONTAINERD_NAMESPACE, or k8s.io and then default)')
    .option('--cache <dir>', 'where results of layers are kept (default: $BREAKWATER_CACHE or ~/.cache/breakwater)')
    .option('--no-cache', 'neither use nor keep results of layers')
    .option('--reproducible', 'documents without the time of day: the same for the same content (or set $SOURCE_DATE_EPOCH)');
  target(program.command('scan').summary('find packages and vulnerabilities of an image, folder, file or SBOM').description('Finds the packages of an image, folder, file or SBOM, and the vulnerabilities that they have.'))
    .option('--advisories <file>', 'the database of advisories (default: $BREAKWATER_ADVISORIES, or advisories.db in the data directory)')
    .option('--fail-on <severity>', 'exit with 1 when a vulnerability is at least this severe: critical, high, medium, low, informational')
    .option('--only-fixed', 'leave out vulnerabilities without a fix')
    .option('--vex <file>', 'statements about vulnerabilities that do not affect (OpenVEX, CSAF); may be given more than once', collect)
    .option('--format <format>', 'table, json, sarif, junit, html, cyclonedx or spdx', 'table')
    .addHelpText('after', `
Exit codes: 0 clean, 1 vulnerabilities at or above --fail-on, 2 usage or input error.

Examples:
  breakwater scan docker-archive:image.tar
  breakwater scan registry.example.com/shop/cart:1.4 --fail-on high --only-fixed
  breakwater scan dir:. --format sarif --output scan.sarif`)
    .action(async (text: string, options) => { outcome.code = await (await import('./scan/command.ts')).scan(text, options); });
  target(program.command('sbom').summary('list the packages of an image, folder or file as an SBOM').description('Writes the packages of an image, folder, file or SBOM as a CycloneDX 1.6 or SPDX 2.3 document.'))
    .option('--format <format>', 'cyclonedx or spdx', 'cyclonedx')
    .action(async (text: string, options) => { outcome.code = await (await import('./scan/command.ts')).sbom(text, options); });
}

function addPolicy(program: Command, outcome: Outcome): void {
  const policy = program.command('policy').summary('list, show, test, export and evaluate policies').description('Works with policies.');
  policy.command('list').description('Lists policies, or with --initiatives the initiatives.')
    .option('--initiatives', 'list initiatives instead')
    .option('--initiative <id>', 'only the policies of this initiative')
    .option('--policies <dir>', 'the policies of this directory instead of those that come with the program')
    .addOption(formatOption())
    .action(async (options) => { outcome.code = await (await import('./policy/list.ts')).list(options); });
  policy.command('show').description('Shows one policy: what it demands, how to fix, its manifest.')
    .argument('<id>', 'policy').option('--policies <dir>', 'look in this directory').addOption(formatOption())
    .action(async (id: string, options) => { outcome.code = await (await import('./policy/show.ts')).show(id, options); });
  policy.command('test').description('Runs the pass and fail fixtures of policies.')
    .argument('[id...]', 'policies (default: all)').option('--policies <dir>', 'the policies of this directory')
    .action(async (ids: string[], options) => { outcome.code = await (await import('./policy/test.ts')).test(ids, options); });
  policy.command('export').description('Prints policies as manifests that kubectl can apply.')
    .argument('[id...]', 'policies (default: all that an API server can run)')
    .option('--initiative <id>', 'the policies of this initiative, with its parameters')
    .option('--bind <action>', 'add bindings with this action: Deny, Warn or Audit')
    .option('--policies <dir>', 'the policies of this directory')
    .option('-o, --output <file>', 'write to this file')
    .action(async (ids: string[], options) => { outcome.code = await (await import('./policy/export.ts')).exportPolicies(ids, options); });
  policy.command('eval').description('Evaluates CEL expressions: one JSON object a line on standard input ({"id","expression","variables"}), one result a line on standard output.')
    .option('--typed', 'encode every value with its type')
    .action(async (options) => { outcome.code = await (await import('./policy/eval.ts')).evaluateLines(options); });
}

function addAdvisories(program: Command, outcome: Outcome): void {
  const advisories = program.command('advisories').summary('the database of advisories: import, update, status, compare versions').description('Works with the database of advisories.');
  const fileOption = (): Option => new Option('--advisories <file>', 'the database (default: $BREAKWATER_ADVISORIES, or advisories.db in the data directory)');
  advisories.command('import').description('Takes OSV records (directory, .zip, .ndjson, .ndjson.gz, .json), the KEV catalog (.json) and EPSS scores (.csv, .csv.gz) into the database.')
    .argument('<file...>', 'files or directories').option('--replace', 'begin anew instead of adding to what is there').addOption(fileOption()).addOption(formatOption())
    .action(async (files: string[], options) => { outcome.code = await (await import('./advisories/import.ts')).importAdvisories(files, options); });
  advisories.command('update').description('Fetches what changed from the public OSV buckets, KEV and EPSS (or from a mirror), and takes it into the database.')
    .option('--url <address>', 'base address of a mirror, with ECOSYSTEM/all.zip below it; nothing else is asked then')
    .option('--ecosystem <name>', 'only this ecosystem, as OSV names it; may be given more than once', collect)
    .option('--kev-url <address>', 'address of the KEV catalog, or none')
    .option('--epss-url <address>', 'address of the EPSS scores, or none')
    .addOption(fileOption()).addOption(formatOption())
    .action(async (options) => { outcome.code = await (await import('./advisories/update.ts')).update(options); });
  advisories.command('status').description('Shows what the database holds and how old it is.').addOption(fileOption()).addOption(formatOption())
    .action(async (options) => { outcome.code = await (await import('./advisories/status.ts')).status(options); });
  advisories.command('compare').description('Orders versions: two a line on standard input with a tab between, -1, 0 or 1 a line on standard output, or "error: ..." where one is invalid.')
    .argument('<ecosystem>', 'as OSV names it (Debian, npm, PyPI, ...) or debian, redhat, alpine, semver, pypi, go, maven, rubygems, nuget, packagist, pub, cran, hackage, crates; any case')
    .action(async (ecosystem: string) => { outcome.code = await (await import('./advisories/compare.ts')).compare(ecosystem); });
}

const formatOption = (): Option => new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table');

function addControlPlane(program: Command, outcome: Outcome): void {
  const dataOption = (): Option => new Option('--data <dir>', 'directory of the database (default: $BREAKWATER_DATA or ~/.local/share/breakwater)');
  program.command('up').description('Starts the control plane: API and console on one port.')
    .option('--port <number>', 'port to listen on', '8080')
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
    .addOption(dataOption())
    .option('--sample', 'load the sample environment')
    .option('--tls-cert <file>', 'serve HTTPS with this certificate (PEM, with its chain)')
    .option('--tls-key <file>', 'private key of the certificate (PEM)')
    .option('--public-url <url>', 'address under which people reach it through a proxy')
    .option('--trust-proxy <addresses>', 'believe X-Forwarded-* headers of these proxies (addresses or ranges, separated by commas)')
    .option('--log <level>', 'how much to log on standard error')
    .action(async (options) => { outcome.code = await (await import('./control-plane.ts')).up(options); });
  const connect = program.command('connect').summary('connect a cluster or a registry to a running control plane')
    .description('Hands one context of a kubeconfig to a running control plane, which then lists and watches the cluster.')
    .option('--server <url>', 'address of the control plane', 'http://127.0.0.1:8080')
    .option('--token <token>', 'API token with the scope write (better: $BREAKWATER_TOKEN, which no process list shows)')
    .option('--kubeconfig <file>', 'kubeconfig (default: $KUBECONFIG or ~/.kube/config)')
    .option('--context <name>', 'context (default: the current one)')
    .option('--name <name>', 'name of the environment (default: that of the context)')
    .action(async (options) => { outcome.code = await (await import('./connect.ts')).connect(options); });
  connect.command('registry').summary('connect a container registry instead')
    .description('Hands a container registry to a running control plane, which then lists it and scans what it holds.')
    .argument('<url>', 'address of the registry: registry.example, docker.io, http://registry.example:5000')
    .option('--server <url>', 'address of the control plane', 'http://127.0.0.1:8080')
    .option('--token <token>', 'API token with the scope write (better: $BREAKWATER_TOKEN, which no process list shows)')
    .option('--name <name>', 'name of the connection (default: the host)')
    .option('--username <name>', 'user or robot account; the password comes from $BREAKWATER_REGISTRY_PASSWORD')
    .option('--password-stdin', 'read the password from standard input instead')
    .option('--plain-http', 'the registry speaks HTTP without TLS')
    .option('--include <pattern>', 'only repositories like this: * stands for any text without /, ** for any text; may be given more than once', collect)
    .option('--exclude <pattern>', 'no repositories like this', collect)
    .option('--tag <pattern>', 'only tags like this', collect)
    .option('--repository <name>', 'repositories to look at where the registry does not list them', collect)
    .option('--newest <number>', 'at most so many tags of each repository', wholeNumber)
    .option('--every <minutes>', 'how often it is listed (default: 60)', wholeNumber)
    .action(async (url: string, _, command: Command) => { outcome.code = await (await import('./connect-registry.ts')).connectRegistry(url, command.optsWithGlobals()); });
  const user = program.command('user').summary('help for users who cannot sign in').description('Works on users in the database, while the control plane is stopped.');
  user.command('reset-password').description('Gives a user a new password, printed once.').argument('<name>', 'name of the user').addOption(dataOption())
    .action(async (name: string, options) => { outcome.code = await (await import('./control-plane.ts')).resetPassword(name, options); });
  program.command('doctor').description('Checks this installation, and with --server or --kubeconfig what it is to work with.')
    .option('--server <url>', 'check this control plane')
    .option('--kubeconfig <file>', 'check the cluster of this kubeconfig')
    .option('--context <name>', 'context of the kubeconfig')
    .addOption(dataOption())
    .action(async (options) => { outcome.code = await (await import('./doctor.ts')).doctor(options); });
}
