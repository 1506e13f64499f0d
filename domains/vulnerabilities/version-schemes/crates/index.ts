/** Rust crates: Semantic Versioning 2.0.0 (Cargo book, "SemVer Compatibility"; RustSec ranges). Build metadata does not count. */
import { semanticScheme } from '../shared/semantic.ts';

export const scheme = semanticScheme({ id: 'crates', ecosystems: ['crates.io'], aliases: ['cargo', 'rust'] });
