// The echo application on http.createServer.
'use strict';

const http = require('node:http');
const https = require('node:https');

const { BadMessage } = require('./messages.js');

const features = [
  'get', 'head', 'post', 'put', 'delete', 'options', 'patch', 'keep-alive', 'pipelining',
  'trailers', 'tls', 'app.echo',
];
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);
const running = new Map(); // port -> {server, sockets}

function pairs(flat) {
  const result = [];
  for (let index = 0; index < flat.length; index += 2) result.push([flat[index], flat[index + 1]]);
  return result;
}

// The spelling of the protocol: JSON.stringify leaves DEL and above as they are.
function spell(value) {
  return JSON.stringify(value).replace(/[\u007f-\u00ff]/g, (character) =>
    `\\u00${character.charCodeAt(0).toString(16)}`);
}

function echo(request, response) {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('error', () => {}); // the connection ended early: nobody is left to answer
  request.on('end', () => {
    if (!METHODS.has(request.method)) {
      response.writeHead(501, { 'Content-Length': 0 }).end();
      return;
    }
    const content = spell({
      method: request.method,
      target: request.url,
      version: `HTTP/${request.httpVersion}`,
      fields: pairs(request.rawHeaders),
      body: Buffer.concat(pieces).toString('latin1'),
      trailers: pairs(request.rawTrailers),
    });
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': content.length,
    });
    response.end(content); // node itself leaves the content out of a response to HEAD
  });
}

async function serve({ tls }) {
  let server;
  try {
    server = tls
      ? https.createServer({ cert: tls.cert_pem, key: tls.key_pem }, echo)
      : http.createServer(echo);
  } catch (error) {
    throw new BadMessage(`serve.tls: ${error.message}`);
  }
  // An idle timeout within a deadline of the harness would look like a close that was asked for.
  server.keepAliveTimeout = 10 * 60 * 1000;
  const sockets = new Set(); // TLS handshakes too, which closeAllConnections() does not know
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, resolve);
  });
  const { address, port } = server.address();
  running.set(port, { server, sockets });
  return { host: address, port };
}

async function stop({ port }) {
  if (!running.has(port)) throw new BadMessage(`stop.port ${port} is not being served`);
  const { server, sockets } = running.get(port);
  running.delete(port);
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
  return {};
}

module.exports = { features, serve, stop };
