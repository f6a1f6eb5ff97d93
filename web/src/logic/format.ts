/** Numbers and times as people read them. Everything takes null, for "there is none", and then says "–". */

export const NONE = '–'
const LOCALE = 'en-GB'

type Maybe = number | null | undefined

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })

function isMissing(value: Maybe): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value)
}

/** 208 892 with thin spaces would not be found by a search: commas. */
export function formatCount(value: Maybe): string {
  return isMissing(value) ? NONE : whole.format(value)
}

/** 209K. */
export function formatCompact(value: Maybe): string {
  return isMissing(value) ? NONE : compact.format(value)
}

/** Three decimals for scores between 0 and some units; never "0.000" for what is not zero. */
export function formatScore(value: Maybe): string {
  if (isMissing(value)) return NONE
  if (value !== 0 && Math.abs(value) < 0.0005) return '<0.001'
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3)
}

/** Three significant digits. */
export function formatNumber(value: Maybe): string {
  if (isMissing(value)) return NONE
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 100_000 || size < 0.0001) return value.toExponential(2)
  return String(Number(value.toPrecision(size >= 1000 ? 5 : 4)))
}

export function formatPercent(ratio: Maybe, digits = 1): string {
  if (isMissing(ratio)) return NONE
  const percent = ratio * 100
  if (percent !== 0 && Math.abs(percent) < 0.5 * 10 ** -digits) return `<${10 ** -digits}%`
  return `${percent.toFixed(Math.abs(percent) >= 99.95 || percent === 0 ? 0 : digits)}%`
}

/** Milliseconds, in the unit that fits. */
export function formatMillis(value: Maybe): string {
  if (isMissing(value)) return NONE
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`
  if (value > 0 && value < 0.1) return `${Number((value * 1000).toPrecision(3))} µs`
  return `${value >= 1000 ? value.toFixed(0) : Number(value.toPrecision(3))} ms`
}

/** Events a second, in two or three significant digits. */
export function formatRate(value: Maybe): string {
  if (isMissing(value)) return NONE
  if (value === 0) return '0/s'
  return `${value >= 100 ? whole.format(value) : Number(value.toPrecision(value >= 10 ? 3 : 2))}/s`
}

/** "3 s ago". */
export function formatAge(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} days ago`
}

const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' })
const clockSeconds = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' })
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'short', day: 'numeric', month: 'short' })

export function formatClock(time: number): string {
  return clock.format(time)
}

export function formatClockSeconds(time: number): string {
  return clockSeconds.format(time)
}

export function formatDay(time: number): string {
  return day.format(time)
}

/** "Sat 21 Nov, 14:00" */
export function formatMoment(time: Maybe): string {
  return isMissing(time) ? NONE : `${weekday.format(time).replace(',', '')}, ${clock.format(time)}`
}

/** "14:00–15:00", the step that starts at `time`; with the day where it helps. */
export function formatStep(time: number, step: number, withDay: boolean): string {
  const text = `${clock.format(time)}–${clock.format(time + step)}`
  return withDay ? `${day.format(time)}, ${text}` : text
}

/** A tick of a time axis: the day at midnight, the time otherwise. */
export function formatTimeTick(date: Date): string {
  return date.getHours() === 0 && date.getMinutes() === 0 ? day.format(date) : clock.format(date)
}

const PSEUDO: Record<string, string> = { __prediction__: 'prediction', __score__: 'score', __value__: 'predicted value' }

/** A feature's name on the page: the pseudo features are the model's outputs. */
export function featureLabel(name: string): string {
  return PSEUDO[name] ?? name
}

export function isOutput(name: string): boolean {
  return name in PSEUDO
}

/** "web" of `cohort=web`, with its key when asked. */
export function sliceLabel(slice: string): string {
  if (!slice) return 'All events'
  const [key, ...rest] = slice.split('=')
  const value = rest.join('=')
  return `${key}: ${value === '__other__' ? 'other values' : value}`
}
