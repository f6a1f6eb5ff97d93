import type { FeatureDrift } from '../api/types'
import { LEVEL_TEXT, levelOf, type Level } from '../logic/severity'
import { Icon } from './Icon'

/** A severity as icon and text. */
export function Mark({ level, text }: { level: Level; text?: string }) {
  return (
    <span className={`mark mark-${level}`}>
      <Icon name={level} size={14} />
      {text ?? LEVEL_TEXT[level]}
    </span>
  )
}

/** The verdict on a feature, or why there is none. */
export function FeatureMark({ feature }: { feature: FeatureDrift }) {
  const state = feature.metrics.psi?.state ?? feature.metrics.ks?.state ?? feature.metrics.js_distance?.state
  if (state === 'insufficient') return <Mark level="unknown" text="Too few events" />
  if (state === 'no_reference' || state === undefined) return <Mark level="unknown" text="No reference" />
  return <Mark level={levelOf(feature.severity)} />
}
