// The same with Socket.IO, over its WebSocket transport. node socketio-relay.js PORT, with AMQP_URL in the environment.
import { createServer } from 'node:http'
import { connect } from 'amqplib'
import { Server } from 'socket.io'

const http = createServer()
const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false, pingInterval: 60000, pingTimeout: 60000 })
http.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 })
const connection = await connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
const { queue } = await channel.assertQueue('', { exclusive: true })
await channel.bindQueue(queue, 'items.events', '#')
await channel.consume(queue, (message) => server.emit('item', message.content.toString()), { noAck: true })
