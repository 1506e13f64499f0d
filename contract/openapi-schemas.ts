/** The schemas of the API as JSON Schema, for the OpenAPI document. */
import { z } from 'zod';
import { ROUTES, type Route } from './routes.ts';
import * as S from './schemas.ts';

export type Json = { [key: string]: unknown };

/**
 * Exported schemas become components by their name. What a client writes and what the server answers differ where a
 * field has a default: both forms are kept, the written one as `<Name>Input` where the two are not equal.
 */
export class Schemas {
  /** Name of every schema that occurs; those without an exported name are written out where they stand. */
  private readonly names = new Map<unknown, string>();
  private readonly components = new Map<string, Json>();
  private readonly outputs: Record<string, Json>;
  private readonly inputs: Record<string, Json>;
  /** Names that occur in answers. */
  private readonly answered: ReadonlySet<string>;

  constructor() {
    for (const [name, schema] of Object.entries<unknown>(S)) if (schema instanceof z.ZodType && !isText(schema)) this.names.set(schema, name);
    for (const route of Object.values<Route>(ROUTES)) {
      for (const schema of [route.body, route.response, ...Object.values(route.params?.shape ?? {}), ...Object.values(route.query?.shape ?? {})]) {
        if (schema !== undefined && !this.names.has(schema)) this.names.set(schema, `${INLINE}${this.names.size}`);
      }
    }
    const registry = z.registry<{ id: string }>();
    for (const [schema, id] of this.names) registry.add(schema as z.ZodType, { id });
    const convert = (io: 'input' | 'output') => z.toJSONSchema(registry, { target: 'draft-2020-12', io, uri: (id) => `${REFERENCE}${id}`, override: ({ jsonSchema }) => tidy(jsonSchema as Json) }).schemas as Record<string, Json>;
    this.outputs = convert('output');
    this.inputs = convert('input');
    for (const answer of [S.ProblemDocument, S.ChangeEvent, ...Object.values<Route>(ROUTES).flatMap((route) => route.response ?? [])]) this.output(answer);
    this.answered = new Set(this.components.keys());
  }

  output(schema: z.ZodType): Json { return this.use(schema, this.outputs, (name) => name); }
  input(schema: z.ZodType): Json {
    return this.use(schema, this.inputs, (name) => (this.answered.has(name) && JSON.stringify(this.inputs[name]) !== JSON.stringify(this.outputs[name]) ? `${name}Input` : name));
  }
  all(): Json { return Object.fromEntries([...this.components].sort(([a], [b]) => (a < b ? -1 : 1))); }

  private use(schema: z.ZodType, from: Record<string, Json>, rename: (name: string) => string): Json {
    const resolve = (name: string): Json => {
      if (name.startsWith(INLINE)) return walk(from[name]) as Json;
      const target = rename(name);
      if (!this.components.has(target)) {
        this.components.set(target, {});
        this.components.set(target, walk(from[name]) as Json);
      }
      return { $ref: `#/components/schemas/${target}` };
    };
    const walk = (node: unknown): unknown => {
      if (Array.isArray(node)) return node.map(walk);
      if (typeof node !== 'object' || node === null) return node;
      const { $ref, $schema: _schema, $id: _id, ...rest } = node as Json;
      const out = Object.fromEntries(Object.entries(rest).map(([key, child]) => [key, walk(child)]));
      return typeof $ref === 'string' ? { ...resolve($ref.slice(REFERENCE.length)), ...out } : out;
    };
    const name = this.names.get(schema);
    if (name === undefined) throw new Error('a schema of the API is neither exported nor part of a route');
    return resolve(name);
  }
}

const REFERENCE = 'ref:';
const INLINE = 'inline ';
/** Leaves out what says nothing (the range of safe integers), and lets answers grow fields: clients must bear new ones. */
function tidy(schema: Json): void {
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['additionalProperties'] === false) delete schema['additionalProperties'];
}
/** Plain text and times are clearer where they stand. */
const isText = (schema: z.ZodType): boolean => schema instanceof z.ZodString;
