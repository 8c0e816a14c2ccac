// The baseline of event-to-pixel, as a process: Socket.IO and nothing else. What comes in goes back.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  socket.on('echo', (payload: unknown) => socket.emit('echo', payload));
});
http.listen(0, '127.0.0.1', () => {
  // A TCP server's address is an object.
  console.log(`echo ready http://127.0.0.1:${(http.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => process.exit());
