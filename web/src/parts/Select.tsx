import { useId } from 'react'

interface Props {
  label: string
  isLabelHidden?: boolean
  value: string
  choices: readonly { value: string; text: string }[]
  onChoose: (value: string) => void
}

/** The browser's own choice list: it knows keyboards, phones and screen readers best. */
export function Select({ label, isLabelHidden = false, value, choices, onChoose }: Props) {
  const id = useId()
  return (
    <span className="select">
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : ''}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.text}</option>)}
      </select>
    </span>
  )
}
