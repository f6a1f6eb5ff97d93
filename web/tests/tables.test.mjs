import assert from 'node:assert/strict'
import test from 'node:test'
import { source } from './source.mjs'

const { toCSV, fileName } = await source('logic/csv.ts')
const tables = await source('logic/tables.ts')
const { numericBars, otherBins, binLabel } = await source('logic/bars.ts')
const { shade, summarize, levelOf } = await source('logic/severity.ts')

const text = (key) => ({ key, label: key, kind: 'text' })
const number = (key) => ({ key, label: key, kind: 'number' })

test('CSV keeps every digit and leaves what is missing empty', () => {
  const csv = toCSV({ columns: [text('name'), number('value')], rows: [['a', 0.1 + 0.2], ['b', null], ['c', 1e-9]] })
  assert.equal(csv, 'name,value\r\na,0.30000000000000004\r\nb,\r\nc,1e-9\r\n')
})

test('CSV quotes commas, quotes and line breaks', () => {
  assert.equal(toCSV({ columns: [text('x')], rows: [['a,b'], ['say "no"'], ['two\nlines']] }), 'x\r\n"a,b"\r\n"say ""no"""\r\n"two\nlines"\r\n')
})

test('CSV defuses what a spreadsheet would run, and leaves numbers alone', () => {
  assert.equal(toCSV({ columns: [text('x')], rows: [['=1+1'], ['@cmd'], ['-5'], ['-rm']] }), "x\r\n'=1+1\r\n'@cmd\r\n-5\r\n'-rm\r\n")
})

test('a file name has no strange characters', () => {
  assert.equal(fileName(['dep_1', '', 'a/b c', '24h']), 'dep_1-a_b_c-24h.csv')
})

test('a series table has the API’s numbers, states and severities', () => {
  const series = [
    { ts: 't1', value: 0.12, state: 'ok', count: 900, severity: 'medium', noise_floor: 0.01 }, { ts: 't2', state: 'insufficient', count: 7 },
  ]
  const table = tables.seriesTable('psi', 'PSI', series, String)
  assert.deepEqual(table.columns.map((one) => one.key), ['ts', 'psi', 'count', 'state', 'severity', 'noise_floor'])
  assert.deepEqual(table.rows, [['t1', 0.12, 900, 'ok', 'medium', 0.01], ['t2', null, 7, 'insufficient', null, null]])
})

test('a table of several lines has one row a step that the API answered', () => {
  const steps = (...values) => values.map((value, index) => ({ time: index, point: value === undefined ? null : { ts: `t${index}`, value, state: 'ok', count: 5 } }))
  const table = tables.stepsTable([{ key: 'a', label: 'A', steps: steps(1, undefined, 3) }, { key: 'b', label: 'B', steps: steps(4, 5, undefined) }], String)
  assert.deepEqual(table.rows, [['t0', 1, 4, 5], ['t2', 3, null, 5]])
})

test('events are flattened with the union of their features', () => {
  const table = tables.eventsTable([
    { timestamp: 't', request_id: 'r1', prediction: { class: 'yes', score: 0.5 }, features: { b: 1, a: { text: 'hello' } } },
    { timestamp: 't', request_id: 'r2', prediction: null, features: { c: [1, 2] } },
  ])
  assert.deepEqual(table.columns.slice(8).map((one) => one.key), ['a', 'b', 'c'])
  assert.deepEqual(table.rows[0].slice(8), ['hello', 1, null])
  assert.deepEqual(table.rows[1].slice(8), [null, null, '[1,2]'])
})

const bin = (lower, upper, reference, current, kind = 'numeric') => ({ label: `${lower}`, kind, lower, upper, reference, current })

const sum = (bars, which) => bars.reduce((all, bar) => all + bar[which], 0)
const isNear = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`)

test('bins of one width are the bars', () => {
  const even = numericBars([bin(0, 1, 0.5, 0.2), bin(1, 2, 0.5, 0.8)])
  assert.equal(even.isSpread, false)
  assert.deepEqual(even.bars.map((bar) => [bar.from, bar.to, bar.current]), [[0, 1, 0.2], [1, 2, 0.8]])
})

test('bins that differ in width are spread over equal bars without losing a share', () => {
  const edges = [null, 0.00001, 0.0002, 0.01, 0.1, 0.5, 0.75, 0.9, 0.97, null]
  const shares = [0.2, 0.05, 0.15, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
  const spread = numericBars(shares.map((share, index) => bin(edges[index], edges[index + 1], share, share / 2)))
  assert.equal(spread.isSpread, true)
  isNear(sum(spread.bars, 'reference'), 1)
  isNear(sum(spread.bars, 'current'), 0.5)
  const widths = spread.bars.map((bar) => bar.to - bar.from)
  assert.ok(Math.max(...widths) - Math.min(...widths) < 1e-9 && widths.length >= 16 && widths.length <= 80, `${widths}`)
  const within = spread.bars.filter((bar) => bar.from >= 0.1 - 1e-9 && bar.to <= 0.5 + 1e-9)
  isNear(sum(within, 'reference'), 0.1)
  assert.ok(within.every((bar) => Math.abs(bar.reference - within[0].reference) < 1e-9), 'a bin is spread evenly')
})

test('open ends get a typical width, empty ones are left out, and points get a width', () => {
  const placed = numericBars([bin(null, 0, 0.1, 0.1), bin(0, 2, 0.3, 0.3), bin(2, 4, 0.6, 0.6), bin(4, null, 0, 0)])
  assert.deepEqual([placed.from, placed.to, placed.bars.length], [-2, 4, 3])
  const positive = numericBars([bin(null, 0.01, 0.1, 0.1), bin(0.01, 1, 0.5, 0.5), bin(1, 2, 0.4, 0.4)])
  assert.equal(positive.from, 0)
  const point = numericBars([bin(0, 2, 0.3, 0.3), bin(2, 2, 0.5, 0.5), bin(2, 6, 0.2, 0.2)])
  isNear(sum(point.bars.filter((bar) => bar.from >= 1 && bar.to <= 3), 'current'), 0.15 + 0.5 + 0.05)
  assert.equal(numericBars([bin(null, null, 1, 1)]), null)
})

test('categories are all shown, special bins only with something in them', () => {
  const bins = [bin(0, 1, 1, 1), { label: 'a', kind: 'category', reference: 0, current: 0 }, { label: '', kind: 'missing', reference: 0, current: 0.1 },
    { label: '', kind: 'new', reference: 0, current: 0 }]
  assert.deepEqual(otherBins(bins).map(binLabel), ['a', 'missing'])
})

test('a shade is the API’s severity, and the thresholds’ without one', () => {
  const thresholds = { warning: 0.1, critical: 0.25 }
  assert.deepEqual([0, 0.026, 0.099, 0.1, 0.25].map((value) => shade(value, thresholds)), ['0', '1', '3', 'warning', 'critical'])
  assert.equal(shade(0.3, thresholds, 'low'), '3')
  assert.equal(shade(0.01, thresholds, 'high'), 'critical')
  assert.equal(levelOf('medium'), 'warning')
  assert.equal(levelOf(''), 'unknown')
})

test('the summary names the feature that moved most', () => {
  const feature = (name, value, drifted) => ({ feature: name, drifted, metrics: { psi: { state: 'ok', value, count: 1 } } })
  assert.equal(summarize([feature('a', 0.01, false), feature('b', 0.5, true)], (name) => name.toUpperCase()), 'B moved most: PSI 0.500')
  assert.equal(summarize([feature('a', 0.01, false)], (name) => name), 'largest PSI is a’s: 0.010')
  assert.equal(summarize([{ feature: 'a', metrics: {} }], (name) => name), '')
})
