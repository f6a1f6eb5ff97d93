import assert from 'node:assert/strict'
import test from 'node:test'
import { source } from './source.mjs'

const { onGrid, numberOf } = await source('logic/grid.ts')
const { decimate, nearest } = await source('logic/decimate.ts')
const { step } = await source('charts/useReading.ts')
const { isDue, EACH_BEAT } = await source('state/resource.ts')

const HOUR = 3_600_000
const at = (hour) => Date.UTC(2026, 0, 1, hour)
const point = (hour, value, more = {}) => ({ ts: new Date(at(hour)).toISOString(), value, state: 'ok', count: 200, ...more })

test('steps that the API left out are on the grid as gaps', () => {
  const steps = onGrid([point(2, 0.1), point(5, 0.2)], at(6), 6 * HOUR, HOUR)
  assert.deepEqual(steps.map((one) => one.time), [0, 1, 2, 3, 4, 5].map(at))
  assert.deepEqual(steps.map((one) => numberOf(one.point)), [null, null, 0.1, null, null, 0.2])
})

test('the grid follows the phase of the series and loses no point', () => {
  const half = HOUR / 2
  const series = [{ ts: new Date(at(2) + half).toISOString(), value: 1, state: 'ok', count: 1 }]
  const steps = onGrid(series, at(4), 2 * HOUR, HOUR)
  assert.deepEqual(steps.map((one) => one.time - at(0)), [1.5, 2.5, 3.5].map((hours) => hours * HOUR))
  assert.equal(onGrid([point(1, 1), point(30, 1)], at(4), HOUR, HOUR).filter((one) => one.point).length, 2)
})

test('without points there is still a grid', () => {
  assert.equal(onGrid([], at(6), 6 * HOUR, HOUR).length, 6)
})

test('a number that must not be believed is none', () => {
  assert.equal(numberOf({ ts: '', value: 0.9, state: 'insufficient', count: 3 }), null)
  assert.equal(numberOf(null), null)
})

test('decimation keeps the first, lowest, highest and last of each pixel', () => {
  const places = Array.from({ length: 10_000 }, (_, index) => ({ x: index / 100, y: Math.sin(index / 50) }))
  places[4321].y = 40
  places[8765].y = -40
  const kept = decimate(places, 0, 100, 100)
  assert.ok(kept.length <= 404, `${kept.length} places`)
  assert.ok(kept.includes(places[4321]) && kept.includes(places[8765]))
  assert.equal(kept[0], places[0])
  assert.equal(kept[kept.length - 1], places[9999])
  assert.deepEqual(kept.map((one) => one.x), [...kept.map((one) => one.x)].sort((a, b) => a - b))
})

test('decimation keeps gaps, and small series as they are', () => {
  const places = Array.from({ length: 5000 }, (_, index) => ({ x: index / 50, y: index % 1000 < 500 ? 1 : null }))
  const kept = decimate(places, 0, 100, 50)
  const changes = kept.filter((one, index) => index > 0 && (one.y === null) !== (kept[index - 1].y === null)).length
  assert.equal(changes, 9)
  assert.deepEqual(decimate(places.slice(0, 10), 0, 100, 50), places.slice(0, 10))
})

test('the nearest place is found between, before and after', () => {
  assert.equal(nearest([], 3), -1)
  assert.equal(nearest([1, 5, 9], -7), 0)
  assert.equal(nearest([1, 5, 9], 6.9), 1)
  assert.equal(nearest([1, 5, 9], 7.1), 2)
  assert.equal(nearest([1, 5, 9], 99), 2)
})

test('arrow keys read points and stop at both ends', () => {
  assert.equal(step('ArrowRight', -1, 20), 0)
  assert.equal(step('ArrowLeft', -1, 20), 19)
  assert.equal(step('ArrowLeft', 0, 20), 0)
  assert.equal(step('ArrowRight', 19, 20), 19)
  assert.equal(step('PageDown', 3, 20), 5)
  assert.equal(step('Home', 7, 20), 0)
  assert.equal(step('End', 7, 20), 19)
  assert.equal(step('a', 7, 20), null)
})

test('an answer is asked for again when events came, after a failure, and when it is old', () => {
  assert.equal(isDue(1000, 6000, false, false), false)
  assert.equal(isDue(1000, 6000, false, true), false)
  assert.equal(isDue(6000, 6000, false, true), true)
  assert.equal(isDue(1000, 6000, true, false), true)
  assert.equal(isDue(30_000, 60_000, false, false), true)
  assert.equal(isDue(0, EACH_BEAT, false, false), true)
})
