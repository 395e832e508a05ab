import {
  NativeSelect,
  type NativeSelectProps,
  PasswordInput,
  type PasswordInputProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core';

/** The error stands below the field, where the eye already is, and the browser adds nothing of its own to typed names. */
const COMMON = {
  spellCheck: false,
  autoComplete: 'off',
  inputWrapperOrder: ['label', 'input', 'description', 'error'],
} as const;

export function TextField(props: TextInputProps) {
  return <TextInput {...COMMON} inputWrapperOrder={[...COMMON.inputWrapperOrder]} {...props} />;
}

export function PinField(props: PasswordInputProps) {
  return <PasswordInput inputMode="numeric" autoComplete="off" {...props} />;
}

export function SelectField(props: NativeSelectProps) {
  return <NativeSelect {...props} />;
}
