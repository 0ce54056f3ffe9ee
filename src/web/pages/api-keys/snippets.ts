export const languages = [
  { value: 'curl', label: 'curl' },
  { value: 'python', label: 'Python' },
  { value: 'go', label: 'Go' },
  { value: 'node', label: 'Node' },
  { value: 'php', label: 'PHP' },
] as const
export type Language = (typeof languages)[number]['value']

/** A whole program of each, by what the language brings: a token for the key, then the list of API keys with the token. */
export const snippetOf = (language: Language, origin: string): string => snippets[language](origin)

const snippets: Record<Language, (origin: string) => string> = {
  curl: (origin) => `curl -X POST ${origin}/auth/login \\
     -H "Authorization: Bearer $COUNTERSIGN_API_KEY"
# with the token of the answer:
curl ${origin}/accessmanagement/api-key \\
     -H "Authorization: Bearer $COUNTERSIGN_TOKEN"`,

  python: (origin) => `import json, os, urllib.request

def call(method, path, bearer):
    request = urllib.request.Request(
        "${origin}" + path, method=method,
        headers={"Authorization": "Bearer " + bearer})
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)

key = os.environ["COUNTERSIGN_API_KEY"]
token = call("POST", "/auth/login", key)["token"]
print(call("GET", "/accessmanagement/api-key", token)["data"])`,

  go: (origin) => `package main

import ("encoding/json"; "fmt"; "net/http"; "os")

func call(method, path, bearer string, into any) {
	request, _ := http.NewRequest(method, "${origin}"+path, nil)
	request.Header.Set("Authorization", "Bearer "+bearer)
	reply, err := http.DefaultClient.Do(request)
	if err != nil { panic(err) }
	defer reply.Body.Close()
	if reply.StatusCode >= 300 { panic(reply.Status) }
	if err := json.NewDecoder(reply.Body).Decode(into); err != nil { panic(err) }
}

func main() {
	var login struct{ Token string }
	call("POST", "/auth/login", os.Getenv("COUNTERSIGN_API_KEY"), &login)
	var keys struct{ Data []any }
	call("GET", "/accessmanagement/api-key", login.Token, &keys)
	fmt.Println(keys.Data)
}`,

  node: (origin) => `async function call(method, path, bearer) {
  const headers = { Authorization: 'Bearer ' + bearer }
  const reply = await fetch('${origin}' + path, { method, headers })
  if (!reply.ok) throw new Error(await reply.text())
  return reply.json()
}

const { token } = await call('POST', '/auth/login', process.env.COUNTERSIGN_API_KEY)
console.log((await call('GET', '/accessmanagement/api-key', token)).data)`,

  php: (origin) => `<?php
function call($method, $path, $bearer) {
    $http = ['method' => $method, 'header' => "Authorization: Bearer $bearer"];
    $context = stream_context_create(['http' => $http]);
    $reply = file_get_contents('${origin}' . $path, false, $context);
    return json_decode($reply, true);
}

$token = call('POST', '/auth/login', getenv('COUNTERSIGN_API_KEY'))['token'];
print_r(call('GET', '/accessmanagement/api-key', $token)['data']);`,
}
