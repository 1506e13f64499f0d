/** `request` where there is none: an object that is assessed is seen as if it were being created, by nobody known. */
import { CelError, type CelValue, LazyStruct } from '#cel/index.ts';
import type { Subject } from './match.ts';

/** Everything of a request that the object itself tells. Reading who makes it is an error: the policy is not assessed. */
export class AssessedRequest extends LazyStruct {
  readonly #fields: Readonly<Record<string, CelValue>>;

  constructor(subject: Subject, kind: string, namespace: string) {
    super();
    const { group, version, resource, subresource, operation, name } = subject;
    const gvk = { group, version, kind };
    const gvr = { group, version, resource };
    this.#fields = {
      kind: gvk, resource: gvr, subResource: subresource, requestKind: gvk, requestResource: gvr, requestSubResource: subresource,
      name, namespace, operation, dryRun: false, options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions' },
    };
  }

  override has(field: string): boolean { return field === 'userInfo' || Object.hasOwn(this.#fields, field); }

  override get(field: string): CelValue {
    if (field === 'userInfo') throw new CelError('request.userInfo is not known where an object is assessed outside of a request');
    const value = Object.hasOwn(this.#fields, field) ? this.#fields[field] : undefined;
    if (value === undefined) throw new CelError(`no such key: ${field}`);
    return value;
  }
}
