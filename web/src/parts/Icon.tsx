const PATHS = {
  ok: <><circle cx="8" cy="8" r="6.25" /><path d="M5.2 8.2l2 2 3.6-4.2" /></>,
  warning: <><path d="M8 1.9l6.4 11.6H1.6z" /><path d="M8 6.3v3.4M8 11.6v.2" /></>,
  critical: <><path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" /><path d="M8 4.6v4M8 11v.2" /></>,
  unknown: <><circle cx="8" cy="8" r="6.25" strokeDasharray="2.4 2.2" /><path d="M5.4 8h5.2" /></>,
  download: <path d="M8 2v8M4.8 7.2L8 10.4l3.2-3.2M2.5 13.5h11" />,
  table: <path d="M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 3v10" />,
  chart: <path d="M2 2v12h12M4.5 10.5l3-3.6 2.4 2 3.6-4.6" />,
  close: <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />,
  back: <path d="M9.5 3.5L5 8l4.5 4.5" />,
  next: <path d="M6.5 3.5L11 8l-4.5 4.5" />,
} as const

export type IconName = keyof typeof PATHS

/** A drawn sign. Always beside a text or within a named button, so it is hidden from screen readers. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className={`icon icon-${name}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {PATHS[name]}
    </svg>
  )
}

/** The product's sign: two distributions that have drifted apart. */
export function Logo() {
  return (
    <svg className="logo" width="26" height="20" viewBox="0 0 26 20" aria-hidden="true" focusable="false">
      <path className="logo-reference" d="M1 18C6 18 6 3 10 3s4 15 9 15z" />
      <path className="logo-current" d="M7 18c5 0 5-13 9-13s4 13 9 13" />
    </svg>
  )
}
