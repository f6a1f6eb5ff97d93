import type { ReactNode } from 'react'

interface Props {
  /** Place of what it speaks of, within the chart. */
  x: number
  y: number
  /** Width of the chart: the tooltip stays inside. */
  width: number
  children: ReactNode
}

/** What the point under the pointer or the reading mark says. Screen readers hear the chart's value text instead. */
export function Tooltip({ x, y, width, children }: Props) {
  const toLeft = x > width * 0.6
  const style = {
    top: `${Math.max(0, y)}px`,
    ...(toLeft ? { right: `${Math.max(0, width - x + 10)}px` } : { left: `${Math.max(0, x + 10)}px` }),
  }
  return (
    <div className="tooltip" style={style} aria-hidden="true">
      {children}
    </div>
  )
}
