import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './icon-button.tsx'
import { Input, type InputProps } from './input.tsx'

/** A password input with show and hide. The button's name must not hold the field's, or tests and voice control find two. */
export function PasswordInput(props: Omit<InputProps, 'type' | 'end' | 'bar'>) {
  const [shown, setShown] = useState(false)
  return (
    <Input
      spellCheck={false}
      autoCapitalize="none"
      {...props}
      type={shown ? 'text' : 'password'}
      end={<IconButton label={shown ? 'Hide characters' : 'Show characters'} icon={shown ? EyeOff : Eye} onClick={() => setShown(!shown)} />}
    />
  )
}
