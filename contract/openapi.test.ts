import { describe, expect, it } from 'vitest';
import { buildOpenApi } from './openapi.ts';
import { ROUTES } from './routes.ts';

const document = buildOpenApi('1.2.3');
const at = (pointer: string): unknown => pointer.slice(2).split('/').reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], document);
const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
const schema = (name: string) => at(`#/components/schemas/${name}`) as { required?: string[]; properties: Record<string, { $ref?: string }> };

describe('OpenAPI document', () => {
  it('is the same each time', () => {
    expect(JSON.stringify(buildOpenApi('1.2.3'))).toBe(JSON.stringify(document));
    expect([document.openapi, document.info['version']]).toEqual(['3.1.0', '1.2.3']);
  });

  it('has every route with its refusals', () => {
    for (const route of Object.values(ROUTES)) {
      const operation = document.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()] as { operationId: string; responses: Record<string, unknown>; parameters?: { in: string; name: string }[] };
      expect(operation.operationId).toBe(route.id);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '401', '429']));
      const fields = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => `:${name}`);
      expect(fields).toEqual([...route.path.matchAll(/:\w+/g)].map(([field]) => field));
    }
  });

  it('refers only to what is there, and has nothing that no one refers to', () => {
    expect(references.length).toBeGreaterThan(100);
    for (const reference of references) expect(at(reference), reference).toBeDefined();
    for (const kind of ['schemas', 'responses']) for (const name of Object.keys(at(`#/components/${kind}`) as object)) expect(references, name).toContain(`#/components/${kind}/${name}`);
  });

  it('says what may be left out when writing, and what is always there when reading', () => {
    expect(schema('AssignmentScopeInput').required).toBeUndefined();
    expect(schema('AssignmentScope').required).toEqual(['environment', 'namespace', 'labels']);
    expect(schema('CreateAssignment').properties['scope']?.$ref).toBe('#/components/schemas/AssignmentScopeInput');
    expect(schema('Assignment').properties['scope']?.$ref).toBe('#/components/schemas/AssignmentScope');
    expect(schema('CreatedToken').required).toContain('secret');
    expect(Object.keys(schema('Token').properties)).not.toContain('secret');
  });
});
