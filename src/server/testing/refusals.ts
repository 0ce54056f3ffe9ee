/** What a vendor's refusal says: status and the code of its first error. */
export async function refusal(response: Response): Promise<[number, string | undefined]> {
  const text = await response.text()
  return [response.status, text === '' ? undefined : (JSON.parse(text) as { errors?: { code: string }[] }).errors?.[0]?.code]
}

/** Recorded from the vendor's own server. */
export const badKey = '{"errors":[{"code":"access_denied|access_denied_invalid_key","message":"Access denied due to access_denied_invalid_key."}]}'
