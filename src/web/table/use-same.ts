import { useRef } from 'react'

/** The first of several objects that say the same: what is typed comes again from the address, as another object. */
export function useSame<Value>(value: Value): Value {
  const held = useRef({ value, text: JSON.stringify(value) })
  if (held.current.value === value) return value
  const text = JSON.stringify(value)
  if (held.current.text !== text) held.current = { value, text }
  return held.current.value
}
