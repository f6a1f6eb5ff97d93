import assert from 'node:assert/strict'
import test from 'node:test'
import { source } from './source.mjs'

const { parseRoute, formatRoute, changed } = await source('state/router.ts')
const { keyFromFragment, withKey, withoutKey } = await source('state/session.ts')
const { resolveTheme } = await source('state/theme.ts')
const { address } = await source('api/client.ts')

test('an address says the same when it is read back', () => {
  const routes = [
    '', '?deployment=dep_1', '?deployment=dep_1&range=7d&slice=cohort%3Dweb', '?feature=__score__&metric=ks', '?view=events&event=req%2F1', '?range=1h&feature=a+b',
  ]
  for (const search of routes) assert.equal(formatRoute(parseRoute(search)), search)
})

test('nonsense in the address falls back to what is sensible', () => {
  const route = parseRoute('?range=forever&metric=__proto__&view=moon&range=constructor')
  assert.deepEqual([route.range, route.metric, route.view], ['24h', 'psi', 'overview'])
})

test('going to another view leaves the feature and the event behind, not the range', () => {
  const route = parseRoute('?deployment=d&range=6h&feature=age&event=r1')
  const events = changed(route, { view: 'events' })
  assert.deepEqual([events.view, events.feature, events.event, events.range, events.deployment], ['events', '', '', '6h', 'd'])
  assert.equal(changed(events, { feature: 'income' }).view, 'feature')
  assert.equal(changed(events, { event: 'r2' }).view, 'events')
})

test('a key is taken from the fragment only when it is one', () => {
  assert.equal(keyFromFragment('#key=dw_abcDEF123'), 'dw_abcDEF123')
  assert.equal(keyFromFragment('#key=javascript:1'), null)
  assert.equal(keyFromFragment('#top'), null)
  assert.equal(keyFromFragment(''), null)
})

test('a tab can hold several projects; signing out of one leaves the others', () => {
  let session = withKey({ keys: [], active: null }, 'dw_a', 'A')
  session = withKey(session, 'dw_b', 'B')
  assert.equal(session.active, 'dw_b')
  session = withKey(session, 'dw_a')
  assert.deepEqual(session, { keys: [{ key: 'dw_a', project: 'A' }, { key: 'dw_b', project: 'B' }], active: 'dw_a' })
  session = withoutKey(session, 'dw_a')
  assert.deepEqual(session, { keys: [{ key: 'dw_b', project: 'B' }], active: 'dw_b' })
  assert.equal(withoutKey(session, 'dw_b').active, null)
})

test('a chosen theme wins; else the machine decides, contrast before darkness', () => {
  assert.equal(resolveTheme('light', true, true), 'light')
  assert.equal(resolveTheme('system', true, false), 'dark')
  assert.equal(resolveTheme('system', true, true), 'contrast')
  assert.equal(resolveTheme('system', false, false), 'light')
})

test('an address has only the parameters with a value, escaped', () => {
  assert.equal(address('/v1/x', { a: 'cohort=web', b: '', c: null, d: 0 }), '/v1/x?a=cohort%3Dweb&d=0')
  assert.equal(address('/v1/x'), '/v1/x')
})
