import type { DriftStatus, FeatureDrift, Thresholds, Value } from '../api/types'

/** What a mark on the page says: always an icon with a text, never a colour alone. */
export type Level = 'ok' | 'warning' | 'critical' | 'unknown'

export function levelOf(severity: string | undefined): Level {
  if (severity === 'high') return 'critical'
  if (severity === 'medium') return 'warning'
  return severity === 'low' ? 'ok' : 'unknown'
}

export const LEVEL_TEXT: Readonly<Record<Level, string>> = {
  ok: 'Stable', warning: 'Warning', critical: 'Critical', unknown: 'No verdict',
}

export function levelOfStatus(status: DriftStatus): Level {
  return status === 'OK' ? 'ok' : status === 'WARNING' ? 'warning' : status === 'CRITICAL' ? 'critical' : 'unknown'
}

/** Events that a window needs before drift says anything. */
export const MINIMUM = 100

/** Why there is no number. */
export function explain(value: Pick<Value, 'state' | 'count'> | null | undefined): string {
  if (!value) return 'no events'
  if (value.state === 'insufficient') return `too few events (${value.count} of ${MINIMUM})`
  if (value.state === 'no_reference') return 'no reference yet'
  return value.state === 'not_applicable' ? 'does not apply to this type' : ''
}

/**
 * The shade of a heat map's cell: 0–3 below the warning threshold, `warning`, `critical`. The API's own severity decides when it
 * gives one.
 */
export function shade(value: number, thresholds: Thresholds, severity?: string): string {
  const level = severity ? levelOf(severity) : 'unknown'
  if (level === 'critical' || (level === 'unknown' && value >= thresholds.critical)) return 'critical'
  if (level === 'warning' || (level === 'unknown' && value >= thresholds.warning)) return 'warning'
  return String(Math.min(3, Math.max(0, Math.floor((value / thresholds.warning) * 4))))
}

/** The published defaults, for the time before the API has said which are in force. */
export const THRESHOLDS: Readonly<Record<string, Thresholds>> = {
  psi: { warning: 0.1, critical: 0.25 }, ks: { warning: 0.1, critical: 0.2 }, js_distance: { warning: 0.1, critical: 0.2 },
}

export const METRIC_LABEL: Readonly<Record<string, string>> = { psi: 'PSI', ks: 'KS', js_distance: 'JS distance' }

/** One sentence under the headline. */
export function summarize(features: readonly FeatureDrift[], label: (name: string) => string): string {
  const worst = [...features].sort((a, b) => (b.metrics.psi?.value ?? -1) - (a.metrics.psi?.value ?? -1))[0]
  const psi = worst?.metrics.psi
  if (!worst || psi?.state !== 'ok' || typeof psi.value !== 'number') return ''
  const name = label(worst.feature)
  return worst.drifted ? `${name} moved most: PSI ${psi.value.toFixed(3)}` : `largest PSI is ${name}’s: ${psi.value.toFixed(3)}`
}
