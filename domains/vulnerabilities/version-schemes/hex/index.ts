/** Hex packages (Erlang, Elixir): Semantic Versioning 2.0.0, https://hexdocs.pm/elixir/Version.html. Build metadata does not count. */
import { semanticScheme } from '../shared/semantic.ts';

export const scheme = semanticScheme({ id: 'hex', ecosystems: ['Hex'], aliases: ['elixir'] });
