import type { Host, NameserverPeer, NameserverReply, SpanFacts, SpanOf, Trace } from '../host.ts'
import type { Begun } from './traces.ts'

/*
 * The ways out as spans: to nameservers, to APIs and to the vendor. Said are address and port of a nameserver, method, status and
 * the kind of fault; of a URL nothing, of what is sent and answered its size at most.
 */

type Ports = Pick<Host, 'nameserver' | 'outside' | 'callApi'>

export function tracedPorts({ nameserver, outside, callApi }: Host, trace: Trace, begin: (of: SpanOf) => Begun): Ports {
  const called = (method: string): SpanOf => ({ name: method, kind: 'client', within: true, facts: { 'http.request.method': method } })
  const answered = (answer: { status: number } | { fault: string }): SpanFacts =>
    'fault' in answer ? { 'error.type': answer.fault } : { 'http.response.status_code': answer.status }

  /** From the question to the last answer that is taken. */
  async function* heard(peer: NameserverPeer, transport: 'udp' | 'tcp', octets: number, replies: () => AsyncIterable<NameserverReply>) {
    const span = begin({
      name: `DNS by ${transport.toUpperCase()}`, kind: 'client', within: true,
      facts: { 'server.address': peer.address, 'server.port': peer.port, 'network.transport': transport, 'countersign.sent_octets': octets },
    })
    let messages = 0
    let failure: unknown
    try {
      for await (const reply of replies()) {
        messages++
        yield reply
      }
    } catch (error) {
      failure = error
      throw error
    } finally {
      span.note({ 'countersign.messages': messages })
      span.end(failure)
    }
  }

  return {
    ...(outside && {
      outside: (url, headers) => trace(called('GET'), async (span) => {
        const answer = await outside(url, headers)
        span.note(answered(answer))
        return answer
      }),
    }),
    ...(callApi && {
      callApi: (call) => trace(called(call.method), async (span) => {
        const answer = await callApi(call)
        span.note(answered(answer))
        return answer
      }),
    }),
    ...(nameserver && {
      nameserver: {
        ...nameserver,
        resolve: (name, signal) => trace({ name: 'resolve', kind: 'client', within: true }, async (span) => {
          const addresses = await nameserver.resolve(name, signal)
          span.note({ 'countersign.addresses': addresses.length })
          return addresses
        }),
        datagrams: (peer, message, signal) => heard(peer, 'udp', message.length, () => nameserver.datagrams(peer, message, signal)),
        messages: (peer, message, signal) => heard(peer, 'tcp', message.length, () => nameserver.messages(peer, message, signal)),
      },
    }),
  }
}
