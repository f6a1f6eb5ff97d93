/** The gateway's JSON, as `/openapi.json` describes it. Times are RFC 3339. */

export type ValueState = 'ok' | 'insufficient' | 'no_reference' | 'not_applicable'
export type Severity = 'low' | 'medium' | 'high'
export type DriftMetric = 'psi' | 'ks' | 'js_distance'
export type DriftStatus = 'OK' | 'WARNING' | 'CRITICAL' | 'INSUFFICIENT' | 'NO_REFERENCE'

/** A number with what it rests on; `value` is there only where `state` is `ok`. */
export interface Value {
  state: ValueState
  value?: number | null
  count: number
  error_bound?: number
  noise_floor?: number
  severity?: Severity | ''
}

/** One step of a series; `open` while the step has not ended. */
export interface Point extends Value {
  ts: string
  open?: boolean
}

export interface Thresholds {
  warning: number
  critical: number
}

export interface Reference {
  id: string
  version: number
  count: number
  created_at: string
  description?: string
}

export interface Project {
  project_id: string
  project_name?: string
  organisation_id: string
  role: string
}

export interface Feature {
  name: string
  type: string
}

export interface Deployment {
  id: string
  created_at: string
  model_versions: string[]
  features: Feature[]
  slices: string[]
  reference: Reference | null
  first_event_at?: string | null
  last_event_at?: string | null
  count: number
}

export interface MetricSeries {
  metric: string
  deployment_id: string
  unit?: string
  series: Point[]
  slices?: Record<string, Point[]>
  total?: Value | null
  thresholds?: Thresholds | null
  reference?: Reference | null
}

export interface FeatureDrift {
  feature: string
  type: string
  severity: Severity | ''
  drifted: boolean
  missing_ratio: number | null
  missing_ratio_reference: number | null
  type_errors: number
  metrics: Partial<Record<DriftMetric, Value>>
}

export interface Drift {
  status: DriftStatus
  count: number
  reference: Reference | null
  features: FeatureDrift[]
}

export type BinKind = 'numeric' | 'category' | 'new' | 'other' | 'missing'

export interface Bin {
  label: string
  kind: BinKind
  lower?: number | null
  upper?: number | null
  reference: number
  current: number
}

export interface Distribution {
  feature: string
  type: string
  count_reference: number
  count_current: number
  bins: Bin[]
}

export interface InferenceEvent {
  deployment_id: string
  request_id: string
  trace_id?: string
  timestamp: string
  received_at?: string
  model_version?: string | null
  prediction?: { class?: string; score?: number | null; value?: number | null; [more: string]: unknown } | null
  features?: Record<string, unknown>
  latency_ms?: number | null
  error_code?: string | null
  metadata?: Record<string, string>
}
