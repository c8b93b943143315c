import { Icon } from './icon.tsx';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChoice: (value: Value) => void;
  readonly shown?: boolean;
}

/** One of a few, by the browser's own list; the label is seen when `shown`, and always heard. */
export function Choice<Value extends string>({ label, value, options, onChoice, shown = false }: ChoiceProps<Value>) {
  return (
    <label class="choice">
      <span class={shown ? '' : 'unseen'}>{label}</span>
      <span class="choice-box">
        <select value={value} onChange={(event) => onChoice(event.currentTarget.value as Value)}>
          {options.map(([name, words]) => (
            <option key={name} value={name} selected={name === value}>
              {words}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </span>
    </label>
  );
}
