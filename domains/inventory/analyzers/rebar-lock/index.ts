/**
 * rebar.lock of Erlang: terms `{<<"app">>,{pkg,<<"package">>,<<"version">>},depth}` and
 * `{<<"app">>,{git,"url",{ref,"commit"}},depth}` (rebar3, rebar_config.erl).
 */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';

const TERM = /\{<<"([^"]+)">>,\s*\{(?:pkg,\s*<<"([^"]+)">>,\s*<<"([^"]+)">>|git,\s*"([^"]+)",\s*\{ref,\s*"([^"]+)"\})/g;

const read = (text: string): Entry[] => [...text.matchAll(TERM)].map(([, app, name, version, url, commit]) => (name !== undefined
  ? { name, version: version! }
  : { name: app!, version: '', purl: { qualifiers: { vcs_url: `git+${url}@${commit}` } } }));

export const analyzer = fileAnalyzer({ id: 'rebar-lock', evidence: 'declared', purlType: 'hex', wants: named('rebar.lock') }, (file, tools) => read(tools.text(file.bytes)));
