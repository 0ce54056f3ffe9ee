import type { Control } from 'react-hook-form'
import { listUsers } from '#contract/calls.ts'
import { apiKeysPerUser } from '#contract/lists.ts'
import { PersonField } from '../../form/person-field.tsx'
import { Generate } from './create.tsx'
import type { NewKeyForm } from './form.ts'

/** **Generate API Key** over everybody's keys: whose it is to be is the first field. */
export function Component() {
  return <Generate owner={Owner} />
}

function Owner({ control }: { control: Control<NewKeyForm, unknown, NewKeyForm> }) {
  return (
    <PersonField
      control={control}
      name="owner"
      label="For"
      help="The key may do what they may. You see its value once, and hand it on."
      list={listUsers}
      detail={({ email, status, apiKeys: keys }) =>
        [email, ...(status === 'disabled' ? ['disabled'] : []), ...(keys >= apiKeysPerUser ? ['has two keys'] : [])].join(' · ')
      }
    />
  )
}
