import type { Bin, FeatureDrift, InferenceEvent, Point } from '../api/types'
import { binLabel } from './bars'
import type { Cell, TableColumn, TableData } from './csv'
import { formatCount, formatPercent, formatScore } from './format'
import type { Step } from './grid'

/** The tables behind the charts. Column keys are the API's own names. */

const TIME: TableColumn = { key: 'ts', label: 'Time', kind: 'time' }
const COUNT: TableColumn = { key: 'count', label: 'Events', kind: 'number', format: formatCount }

type Format = (value: number | null) => string

/** One metric over time, with what the numbers rest on. */
export function seriesTable(metric: string, label: string, series: readonly Point[], format: Format): TableData {
  const isDrift = metric === 'psi' || metric === 'ks' || metric === 'js_distance'
  const columns: TableColumn[] = [TIME, { key: metric, label, kind: 'number', format }, COUNT, { key: 'state', label: 'State', kind: 'text' }]
  if (isDrift) columns.push({ key: 'severity', label: 'Severity', kind: 'text' })
  const hasFloor = metric === 'psi' || series.some((point) => (point.noise_floor ?? 0) > 0)
  if (hasFloor) columns.push({ key: 'noise_floor', label: 'Noise floor', kind: 'number', format })
  const rows = series.map((point) => {
    const row: Cell[] = [point.ts, point.value ?? null, point.count, point.state]
    if (isDrift) row.push(point.severity || null)
    if (hasFloor) row.push(point.noise_floor ?? null)
    return row
  })
  return { columns, rows }
}

/** Several metrics over the same steps. */
export function stepsTable(lines: readonly { key: string; label: string; steps: readonly Step[] }[], format: Format): TableData {
  const first = lines[0]?.steps ?? []
  return {
    columns: [TIME, ...lines.map(({ key, label }): TableColumn => ({ key, label, kind: 'number', format })), COUNT],
    rows: first.flatMap((step, index) => {
      if (!step.point) return []
      const values = lines.map((line) => line.steps[index]?.point?.value ?? null)
      return [[step.point.ts, ...values, step.point.count]]
    }),
  }
}

/** All cells of the heat map. */
export function heatTable(metric: string, label: string, rows: readonly { feature: string; series: readonly Point[] }[]): TableData {
  return {
    columns: [
      { key: 'feature', label: 'Feature', kind: 'text' }, TIME, { key: metric, label, kind: 'number', format: formatScore }, COUNT,
      { key: 'state', label: 'State', kind: 'text' }, { key: 'severity', label: 'Severity', kind: 'text' },
    ],
    rows: rows.flatMap(({ feature, series }) =>
      series.map((point): Cell[] => [feature, point.ts, point.value ?? null, point.count, point.state, point.severity || null])),
  }
}

export function driftTable(features: readonly FeatureDrift[]): TableData {
  const score = (key: string, label: string): TableColumn => ({ key, label, kind: 'number', format: formatScore })
  const ratio = (key: string, label: string): TableColumn => ({ key, label, kind: 'number', format: formatPercent })
  return {
    columns: [
      { key: 'feature', label: 'Feature', kind: 'text' }, { key: 'type', label: 'Type', kind: 'text' }, { key: 'severity', label: 'Severity', kind: 'text' },
      { key: 'drifted', label: 'Drifted', kind: 'text' }, score('psi', 'PSI'), score('ks', 'KS'), score('js_distance', 'JS distance'),
      ratio('missing_ratio', 'Missing'), ratio('missing_ratio_reference', 'Missing in the reference'),
      { key: 'type_errors', label: 'Type errors', kind: 'number', format: formatCount },
    ],
    rows: features.map((feature) => [
      feature.feature, feature.type, feature.severity || null, String(feature.drifted), valueOf(feature, 'psi'), valueOf(feature, 'ks'),
      valueOf(feature, 'js_distance'), feature.missing_ratio, feature.missing_ratio_reference, feature.type_errors,
    ]),
  }
}

/** The number of a metric of a feature, where there is one. */
export function valueOf(feature: FeatureDrift, metric: 'psi' | 'ks' | 'js_distance'): number | null {
  const value = feature.metrics[metric]
  return value?.state === 'ok' ? value.value ?? null : null
}

export function distributionTable(bins: readonly Bin[]): TableData {
  const share = (value: number | null) => formatPercent(value, 2)
  return {
    columns: [
      { key: 'bin', label: 'Bin', kind: 'text' }, { key: 'kind', label: 'Kind', kind: 'text' },
      { key: 'reference', label: 'Reference', kind: 'number', format: share }, { key: 'current', label: 'Window', kind: 'number', format: share },
    ],
    rows: bins.map((bin) => [binLabel(bin), bin.kind, bin.reference, bin.current]),
  }
}

export function eventsTable(events: readonly InferenceEvent[]): TableData {
  const names = [...new Set(events.flatMap((event) => Object.keys(event.features ?? {})))].sort()
  const text = (key: string, label: string): TableColumn => ({ key, label, kind: 'text' })
  return {
    columns: [
      TIME, text('request_id', 'Request'), text('model_version', 'Model version'), text('prediction_class', 'Class'),
      { key: 'prediction_score', label: 'Score', kind: 'number' }, { key: 'prediction_value', label: 'Value', kind: 'number' },
      { key: 'latency_ms', label: 'Latency (ms)', kind: 'number' }, text('error_code', 'Error'), ...names.map((name) => text(name, name)),
    ],
    rows: events.map((event) => [
      event.timestamp, event.request_id, event.model_version ?? null, event.prediction?.class ?? null, event.prediction?.score ?? null,
      event.prediction?.value ?? null, event.latency_ms ?? null, event.error_code ?? null, ...names.map((name) => cellOf(event.features?.[name])),
    ]),
  }
}

/** A feature's value as it came. */
export function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'string') return value
  const text = (value as { text?: unknown }).text
  if (typeof text === 'string') return text
  return JSON.stringify(value)
}
