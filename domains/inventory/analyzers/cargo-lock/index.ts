/** Cargo.lock of Rust: https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html. Crates of the workspace have no source. */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { list, own, string } from '../shared/structured.ts';
import { parseToml } from '../shared/toml.ts';

const REGISTRY = /^(?:registry|sparse)\+/;
const CRATES_IO = /^(?:registry\+https:\/\/github\.com\/rust-lang\/crates\.io-index|sparse\+https:\/\/index\.crates\.io\/?)$/;

function entry(item: unknown): Entry {
  const source = string(own(item, 'source'));
  const qualifiers = source.startsWith('git+') ? { vcs_url: source } : REGISTRY.test(source) && !CRATES_IO.test(source) ? { repository_url: source.replace(REGISTRY, '') } : {};
  return { name: string(own(item, 'name')), version: string(own(item, 'version')), purl: { qualifiers } };
}

export const analyzer = fileAnalyzer({ id: 'cargo-lock', evidence: 'declared', purlType: 'cargo', wants: named('Cargo.lock') }, (file, tools) => list(own(parseToml(tools.text(file.bytes)), 'package')).map(entry));
