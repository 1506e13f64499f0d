/**
 * The values behind `authorizer`: builders of a request, and the decision about it.
 *
 * Source: k8s.io/apiserver/pkg/cel/library/authz.go.
 */
import { CelError, Opaque } from '../../values.ts';
import { dns1123Label, dns1123Subdomain } from '../format/names.ts';
import { parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector } from './label-selector.ts';
import type { AuthorizerDecision, AuthorizerPort, ResourceAttributes, UserInfo } from './port.ts';

/** Two of these values are equal only if they are the same one. */
abstract class Builder extends Opaque {
  override equals(other: Opaque): boolean { return other === this; }
}

/** `kubernetes.authorization.Authorizer`: whom to ask, and for which user. */
export class Authorizer extends Builder {
  override readonly typeName = 'kubernetes.authorization.Authorizer';
  readonly port: AuthorizerPort;
  readonly user: UserInfo;
  constructor(port: AuthorizerPort, user: UserInfo) {
    super();
    this.port = port;
    this.user = user;
  }
  /** The same for a service account. @throws CelError for names that no service account can have. */
  serviceAccount(namespace: string, name: string): Authorizer {
    if (dns1123Subdomain(name).length > 0) throw new CelError('Invalid service account name');
    if (dns1123Label(namespace).length > 0) throw new CelError('Invalid service account namespace');
    return new Authorizer(this.port, {
      username: `system:serviceaccount:${namespace}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
    });
  }
  /** @throws CelError for a blank path. */
  path(path: string): PathCheck {
    if (path.trim() === '') throw new CelError('path must not be empty');
    return new PathCheck(this, path);
  }
}

/** `kubernetes.authorization.PathCheck` */
export class PathCheck extends Builder {
  override readonly typeName = 'kubernetes.authorization.PathCheck';
  readonly authorizer: Authorizer;
  readonly path: string;
  constructor(authorizer: Authorizer, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }
  check(verb: string): Decision {
    const { port, user } = this.authorizer;
    return new Decision(port.authorize({ kind: 'path', user, verb, path: this.path }));
  }
}

/** `kubernetes.authorization.GroupCheck` */
export class GroupCheck extends Builder {
  override readonly typeName = 'kubernetes.authorization.GroupCheck';
  readonly authorizer: Authorizer;
  readonly group: string;
  constructor(authorizer: Authorizer, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
  /** @throws CelError for a blank resource. */
  resource(resource: string): ResourceCheck {
    if (resource.trim() === '') throw new CelError('resource must not be empty');
    return new ResourceCheck(this.authorizer, { group: this.group, resource, subresource: '', namespace: '', name: '', fieldSelector: '', labelSelector: '' });
  }
}

export interface ResourceRequest {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldSelector: string;
  readonly labelSelector: string;
}

/** `kubernetes.authorization.ResourceCheck` */
export class ResourceCheck extends Builder {
  override readonly typeName = 'kubernetes.authorization.ResourceCheck';
  readonly authorizer: Authorizer;
  readonly request: ResourceRequest;
  constructor(authorizer: Authorizer, request: ResourceRequest) {
    super();
    this.authorizer = authorizer;
    this.request = request;
  }
  with(change: Partial<ResourceRequest>): ResourceCheck { return new ResourceCheck(this.authorizer, { ...this.request, ...change }); }
  check(verb: string): Decision {
    const { group, fieldSelector, labelSelector, ...rest } = this.request;
    const attributes: ResourceAttributes = {
      kind: 'resource', user: this.authorizer.user, verb, apiGroup: group, apiVersion: '*', ...rest,
      ...(fieldSelector === '' ? {} : { fieldSelector: parseFieldSelector(fieldSelector) }),
      ...(labelSelector === '' ? {} : { labelSelector: parseLabelSelector(labelSelector) }),
    };
    return new Decision(this.authorizer.port.authorize(attributes));
  }
}

/** `kubernetes.authorization.Decision` */
export class Decision extends Builder {
  override readonly typeName = 'kubernetes.authorization.Decision';
  readonly answer: AuthorizerDecision;
  constructor(answer: AuthorizerDecision) {
    super();
    this.answer = answer;
  }
}

/** The value of the variable `authorizer.requestResource`: the resource of the request itself. */
export const requestResourceCheck = (
  authorizer: Authorizer, request: Pick<ResourceRequest, 'group' | 'resource' | 'subresource' | 'namespace' | 'name'>,
): ResourceCheck => new ResourceCheck(authorizer, { ...request, fieldSelector: '', labelSelector: '' });
