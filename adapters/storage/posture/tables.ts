/** The tables of posture as types. Times are milliseconds since 1970 UTC; JSON is opaque text, what is filtered or sorted is a column. */

export type EnvironmentTable = {
  id: string;
  name: string;
  kind: 'cluster' | 'manifests';
  sample: number;
  /** Credentials and settings, sealed; null when there are none. */
  config: string | null;
  state: 'connecting' | 'connected' | 'notAssessed' | 'deleted';
  reason: string | null;
  since: number;
  version: string | null;
  server: string | null;
  created_at: number;
  assessed_at: number | null;
  graph_assessed_at: number | null;
  assessed_generation: string | null;
};

export type ObjectTable = {
  id: number;
  environment: string;
  key: string;
  uid: string | null;
  api_version: string;
  api_group: string;
  kind: string;
  /** The namespace that scopes are compared with: of a Namespace its own name, '' for what is in none. */
  namespace: string;
  name: string;
  /** null for an object of the inventory; `implied`: only named by a check; `problem`: a document that could not be read. */
  stub: 'implied' | 'problem' | null;
  category: string;
  templated: number;
  controller_uid: string | null;
  /** Top controller as JSON. */
  workload: string | null;
  images: string;
  source_file: string | null;
  source_document: number | null;
  resource_version: string | null;
  /** Numbers of the object's assessments without exempt ones; `worst` is a severity rank. */
  unhealthy: number;
  worst: number | null;
  not_assessed: number;
  healthy: number;
  first_seen_at: number;
  updated_at: number;
  assessed_at: number | null;
};

/** The images that the containers of an object run: a list of `ContainerUse` of the port as JSON, never an empty one. */
export type ImageUseTable = { object: number; uses: string };

export type BodyTable = { object: number; encoding: 'json' | 'zstd'; body: Uint8Array };

export type AssessmentTable = {
  object: number;
  policy: string;
  environment: string;
  origin: 'object' | 'graph';
  status: 'unhealthy' | 'notAssessed' | 'healthy' | 'notApplicable';
  severity: number;
  namespace: string;
  name: string;
  api_group: string;
  kind: string;
  message: string;
  path: string | null;
  other_paths: string | null;
  since: number;
  /** Of the exemptions in force that cover the row, the one that ends last, and when it does. */
  exemption: string | null;
  exempt_until: number | null;
};

/** How many rows of `assessments` there are for each key; written in the same transaction as they are. `exemption` is '' for none. */
export type CounterTable = { environment: string; policy: string; namespace: string; api_group: string; kind: string; status: AssessmentTable['status']; exemption: string; count: number };
export type KindTable = { environment: string; api_group: string; kind: string; state: 'complete' | 'pending' | 'unavailable'; reason: string | null; since: number };

export type AssignmentTable = {
  id: string; initiative: string; version: string | null; environment: string | null; namespace: string | null; labels: string;
  effect: 'audit' | 'warn' | 'deny' | 'disabled'; created_by: string; created_at: number; updated_at: number;
};
export type ExemptionTable = {
  id: string; policy: string; environment: string | null; namespace: string | null; kind: string | null; name: string | null;
  reason: 'mitigated' | 'waiver'; justification: string; owner: string; approver: string; created_by: string;
  created_at: number; expires_at: number; revoked_at: number | null;
  /** 1 when no row names it any more. */
  swept: number;
  /** With any of the three it covers findings of images, and no rows. */
  finding_vulnerability: string | null; finding_package: string | null; finding_image: string | null;
};
export type HistoryTable = { environment: string; at: number; score: number | null; unhealthy: number; detail: string };

export type PostureTables = {
  sequences: { name: string; value: number };
  settings: { name: string; value: string };
  environments: EnvironmentTable;
  objects: ObjectTable;
  bodies: BodyTable;
  image_uses: ImageUseTable;
  assessments: AssessmentTable;
  counters: CounterTable;
  kinds: KindTable;
  assignments: AssignmentTable;
  exemptions: ExemptionTable;
  score_history: HistoryTable;
};
