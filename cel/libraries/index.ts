/**
 * The function libraries, in the sets that an environment takes.
 */
import type { Library } from '../library.ts';
import { authorizerLibrary } from './authorizer/index.ts';
import { encodersLibrary } from './encoders/index.ts';
import { formatLibrary } from './format/index.ts';
import { jsonPatchLibrary } from './json-patch/index.ts';
import { kubernetesLists } from './kubernetes-lists/index.ts';
import { kubernetesRegex } from './kubernetes-regex/index.ts';
import { listsLibrary } from './lists/index.ts';
import { mathLibrary } from './math/index.ts';
import { cidrLibrary, ipLibrary } from './network/index.ts';
import { quantityLibrary } from './quantity/index.ts';
import { regexLibrary } from './regex/index.ts';
import { semverLibrary } from './semver/index.ts';
import { setsLibrary } from './sets/index.ts';
import { kubernetesStrings, reverseLibrary, specStrings } from './strings/index.ts';
import { urlLibrary } from './url/index.ts';

/**
 * What an expression of a ValidatingAdmissionPolicy may use in Kubernetes 1.36.
 * Source: k8s.io/apiserver/pkg/cel/environment/base.go.
 */
export const kubernetesLibraries: readonly Library[] = [
  urlLibrary, kubernetesRegex, kubernetesLists, authorizerLibrary, quantityLibrary, kubernetesStrings, setsLibrary,
  ipLibrary, cidrLibrary, formatLibrary, semverLibrary, listsLibrary,
];

/** What a MutatingAdmissionPolicy may use. Source: k8s.io/apiserver/pkg/admission/plugin/policy/mutating. */
export const mutationLibraries: readonly Library[] = [...kubernetesLibraries, jsonPatchLibrary];

/** The extensions of the CEL specification and of cel-go. */
export const celSpecLibraries: readonly Library[] = [
  specStrings, mathLibrary, encodersLibrary, ipLibrary, cidrLibrary, listsLibrary, setsLibrary, regexLibrary,
];

/** Everything there is, each function once, with text formatted as the API server does. */
export const everythingForKubernetes: readonly Library[] = [
  ...mutationLibraries, mathLibrary, encodersLibrary, regexLibrary, reverseLibrary,
];

/** Everything there is, each function once, with text formatted as the CEL specification says. */
export const everythingForSpec: readonly Library[] = [
  ...celSpecLibraries,
  ...mutationLibraries.filter((library) => library !== kubernetesStrings && !celSpecLibraries.includes(library)),
];

export { authorizerLibrary, encodersLibrary, jsonPatchLibrary, mathLibrary, regexLibrary };
