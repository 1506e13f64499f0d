/** The shapes of the HTTP API as TypeScript types, for the console, the control plane and clients. */
import type { z } from 'zod';
import type * as S from './schemas.ts';

export type Page<T> = { items: T[]; next: string | null; total: number };
export type ProblemDocument = z.infer<typeof S.ProblemDocument>;
export type Role = z.infer<typeof S.Role>;
export type Scope = z.infer<typeof S.Scope>;
export type Principal = z.infer<typeof S.Principal>;
export type User = z.infer<typeof S.User>;
export type Token = z.infer<typeof S.Token>;
export type CreatedToken = z.infer<typeof S.CreatedToken>;
export type Environment = z.infer<typeof S.Environment>;
export type Resource = z.infer<typeof S.Resource>;
export type ResourceDetail = z.infer<typeof S.ResourceDetail>;
export type NamespaceRow = z.infer<typeof S.NamespaceRow>;
export type PolicySummary = z.infer<typeof S.PolicySummary>;
export type PolicyDetail = z.infer<typeof S.PolicyDetail>;
export type Counts = z.infer<typeof S.Counts>;
export type Recommendation = z.infer<typeof S.Recommendation>;
export type RecommendationDetail = z.infer<typeof S.RecommendationDetail>;
export type AssessmentRow = z.infer<typeof S.AssessmentRow>;
export type Initiative = z.infer<typeof S.Initiative>;
export type Assignment = z.infer<typeof S.Assignment>;
export type Exemption = z.infer<typeof S.Exemption>;
export type Overview = z.infer<typeof S.Overview>;
export type ChangeEvent = z.infer<typeof S.ChangeEvent>;
