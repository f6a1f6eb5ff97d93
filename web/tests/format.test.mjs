import assert from 'node:assert/strict'
import test from 'node:test'
import { source } from './source.mjs'

const f = await source('logic/format.ts')

test('what is missing is a dash, whatever its unit', () => {
  for (const format of [f.formatCount, f.formatScore, f.formatNumber, f.formatPercent, f.formatMillis, f.formatRate, f.formatCompact]) {
    assert.equal(format(null), '–')
    assert.equal(format(undefined), '–')
    assert.equal(format(NaN), '–')
  }
})

test('a score that is not zero never reads as zero', () => {
  assert.equal(f.formatScore(0), '0.000')
  assert.equal(f.formatScore(0.00049), '<0.001')
  assert.equal(f.formatScore(0.0005), '0.001')
  assert.equal(f.formatScore(0.1234), '0.123')
  assert.equal(f.formatScore(12.34), '12.3')
})

test('percentages keep a trace of what is small and drop needless digits', () => {
  assert.equal(f.formatPercent(0), '0%')
  assert.equal(f.formatPercent(0.0001), '<0.1%')
  assert.equal(f.formatPercent(0.0001, 2), '0.01%')
  assert.equal(f.formatPercent(0.1234), '12.3%')
  assert.equal(f.formatPercent(1), '100%')
})

test('counts have separators, large ones a short form', () => {
  assert.equal(f.formatCount(208892), '208,892')
  assert.equal(f.formatCompact(208892), '209K')
})

test('latencies have three digits in a unit that fits', () => {
  assert.equal(f.formatMillis(0.0026052), '2.61 µs')
  assert.equal(f.formatMillis(0), '0 ms')
  assert.equal(f.formatMillis(0.1234), '0.123 ms')
  assert.equal(f.formatMillis(70.16), '70.2 ms')
  assert.equal(f.formatMillis(1234.5), '1235 ms')
  assert.equal(f.formatMillis(12_345), '12.3 s')
})

test('rates say small numbers too', () => {
  assert.equal(f.formatRate(0), '0/s')
  assert.equal(f.formatRate(0.00444), '0.0044/s')
  assert.equal(f.formatRate(2.417), '2.4/s')
  assert.equal(f.formatRate(1234), '1,234/s')
})

test('numbers keep four digits, infinities their sign', () => {
  assert.equal(f.formatNumber(0.123456), '0.1235')
  assert.equal(f.formatNumber(12345.6), '12346')
  assert.equal(f.formatNumber(1234567), '1.23e+6')
  assert.equal(f.formatNumber(-Infinity), '−∞')
})

test('ages are short and never negative', () => {
  assert.equal(f.formatAge(-500), '0 s ago')
  assert.equal(f.formatAge(3200), '3 s ago')
  assert.equal(f.formatAge(125_000), '2 min ago')
  assert.equal(f.formatAge(7_300_000), '2 h ago')
  assert.equal(f.formatAge(3 * 86_400_000), '3 days ago')
})

test('pseudo features and slices have names for people', () => {
  assert.equal(f.featureLabel('__score__'), 'score')
  assert.equal(f.featureLabel('AGEP'), 'AGEP')
  assert.equal(f.sliceLabel(''), 'All events')
  assert.equal(f.sliceLabel('cohort=a=b'), 'cohort: a=b')
  assert.equal(f.sliceLabel('cohort=__other__'), 'cohort: other values')
})
