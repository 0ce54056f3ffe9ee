/** For www.example.org, example.org and *.api.example.org; made with OpenSSL, the key is gone. */
export const csr = `-----BEGIN CERTIFICATE REQUEST-----
MIIBQzCB6gIBADA7MQswCQYDVQQGEwJOTzESMBAGA1UECgwJTm9ydGh3aW5kMRgw
FgYDVQQDDA93d3cuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAT0Gp1lhB4f9ZqAC/G0UjTmbiZ+xqxHHUVNeUIncuSDjbrkxKjHVdbJW7ffZD1H
kKbu+RKqKOzmVdsev+2YOjf4oE0wSwYJKoZIhvcNAQkOMT4wPDA6BgNVHREEMzAx
gg93d3cuZXhhbXBsZS5vcmeCC2V4YW1wbGUub3JnghEqLmFwaS5leGFtcGxlLm9y
ZzAKBggqhkjOPQQDAgNIADBFAiAjqWmhVpajrlgWfS7PS8wC+GTyZDmoN+tcMdwl
W5JVsQIhAL39HId5kj4LtgrVcRVFXdEqIXZWXh/kJv6gkYLEXK9/
-----END CERTIFICATE REQUEST-----`
