// The usual relay: every message of the exchange to every WebSocket. node ws-relay.js PORT, with AMQP_URL in the environment.
import { connect } from 'amqplib'
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), perMessageDeflate: false, backlog: 4096 })
const connection = await connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
const { queue } = await channel.assertQueue('', { exclusive: true })
await channel.bindQueue(queue, 'items.events', '#')
await channel.consume(queue, (message) => {
  for (const client of server.clients) client.send(message.content, { binary: false })
}, { noAck: true })
