import assert from 'node:assert/strict'
import test from 'node:test'
import { text } from './source.mjs'

/** The tokens of each theme, `:root`'s with the theme's own on top. */
function themes() {
  const found = {}
  for (const [, selector, body] of text('styles/tokens.css').replace(/\/\*.*?\*\//gs, '').matchAll(/([^{}]+)\{([^}]*)\}/g)) {
    const theme = /data-theme="(\w+)"/.exec(selector)?.[1]
    if (!theme) continue
    found[theme] = Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map(([, name, value]) => [name, value]))
  }
  return found
}

/** WCAG 2.1's contrast ratio of two colours. */
function ratio(a, b) {
  const luminance = (hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const TEXT = [
  ['ink', 'ground'], ['ink', 'surface'], ['ink', 'raised'], ['ink', 'sunken'], ['quiet', 'ground'], ['quiet', 'surface'], ['quiet', 'raised'], ['quiet', 'sunken'],
  ['accent', 'ground'], ['accent', 'surface'], ['accent', 'raised'], ['accent', 'accent-soft'], ['accent-ink', 'accent'],
  ['ok', 'surface'], ['warning', 'surface'], ['critical', 'surface'], ['ok', 'sunken'], ['warning', 'sunken'], ['critical', 'sunken'], ['ok', 'ground'], ['warning', 'ground'], ['critical', 'ground'],
  ['ok', 'ok-soft'], ['warning', 'warning-soft'], ['critical', 'critical-soft'], ['ink', 'ok-soft'], ['ink', 'warning-soft'], ['ink', 'critical-soft'], ['ink', 'unknown-soft'],
  ...['0', '1', '2', '3', 'warning', 'critical'].map((shade) => [`heat-${shade}-ink`, `heat-${shade}`]),
]

/** Lines, shapes and edges of controls that carry meaning: 3 to 1. */
const SHAPES = ['one', 'two', 'three', 'floor', 'reference-edge', 'edge', 'warning', 'critical', 'ok', 'focus'].map((name) => [name, 'surface'])

test('there are three themes with the same tokens', () => {
  const { light, dark, contrast } = themes()
  assert.ok(Object.keys(light).length > 35)
  assert.deepEqual(Object.keys(dark), Object.keys(light))
  assert.deepEqual(Object.keys(contrast).filter((name) => name !== 'grid'), Object.keys(light))
})

for (const [theme, tokens] of Object.entries(themes())) {
  const text = theme === 'contrast' ? 7 : 4.5
  const shape = theme === 'contrast' ? 4.5 : 3
  test(`${theme}: every text has ${text} to 1 on its ground, every meaningful shape ${shape} to 1`, () => {
    for (const [pairs, least] of [[TEXT, text], [SHAPES, shape]]) {
      for (const [ink, ground] of pairs) {
        assert.ok(tokens[ink] && tokens[ground], `${theme}: ${ink} or ${ground} is no token`)
        const found = ratio(tokens[ink], tokens[ground])
        assert.ok(found >= least, `${theme}: ${ink} on ${ground} has ${found.toFixed(2)} to 1, ${least} needed`)
      }
    }
  })
}
