import { NotFoundPage } from '../../layout/error-page.tsx'
import { paths } from '../../paths.ts'

export function Component() {
  return <NotFoundPage home={paths.overview} />
}
