interface Props<Choice extends string> {
  label: string
  choices: readonly { value: Choice; text: string; title?: string }[]
  value: Choice
  onChoose: (value: Choice) => void
}

/** A few choices side by side: buttons of which one is pressed. */
export function Segmented<Choice extends string>({ label, choices, value, onChoose }: Props<Choice>) {
  return (
    <div className="segmented" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button key={choice.value} type="button" aria-pressed={choice.value === value} title={choice.title} onClick={() => onChoose(choice.value)}>
          {choice.text}
        </button>
      ))}
    </div>
  )
}
