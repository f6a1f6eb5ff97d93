/** The ranges on offer, with the steps that fit them: finer for counts, coarser for drift, which needs events in each step. */
export type Range = '1h' | '6h' | '24h' | '7d'

export interface RangeSteps {
  label: string
  window: string
  millis: number
  step: string
  stepMillis: number
  driftStep: string
  driftStepMillis: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export const RANGES: Readonly<Record<Range, RangeSteps>> = {
  '1h': steps('1 hour', '1h', HOUR, '1m', MINUTE, '5m', 5 * MINUTE),
  '6h': steps('6 hours', '6h', 6 * HOUR, '5m', 5 * MINUTE, '15m', 15 * MINUTE),
  '24h': steps('24 hours', '24h', 24 * HOUR, '15m', 15 * MINUTE, '1h', HOUR),
  '7d': steps('7 days', '7d', 168 * HOUR, '2h', 2 * HOUR, '6h', 6 * HOUR),
}

export function isRange(text: string): text is Range {
  return Object.prototype.hasOwnProperty.call(RANGES, text)
}

function steps(
  label: string, window: string, millis: number, step: string, stepMillis: number, driftStep: string,
  driftStepMillis: number,
): RangeSteps {
  return { label, window, millis, step, stepMillis, driftStep, driftStepMillis }
}
