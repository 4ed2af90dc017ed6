// Exchanges with http.request, through an agent that has at most one connection.
'use strict';

const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');

const features = [
  'get', 'head', 'post', 'put', 'delete', 'options', 'patch', 'keep-alive', 'tls', 'tls.verify',
  'trailers',
  'host', 'fields', 'body', 'chunked-upload', 'method.any', 'target.any',
];
const reports = [
  'version', 'reason', 'fields', 'fields.order', 'fields.case', 'fields.duplicates', 'body',
  'trailers', 'partial',
];

let agent = null;

async function exchange(members) {
  release();
  const deadline = performance.now() + members.deadline_ms;
  const responses = [];
  for (const [index, request] of members.requests.entries()) {
    if (agent === null || !members.reuse) {
      release();
      agent = connectingAgent(members);
    }
    const outcome = await perform(members, request, deadline);
    if (outcome.failure) return { responses, failure: { request: index, ...outcome.failure } };
    responses.push(outcome.response);
  }
  return { responses };
}

function release() {
  if (agent !== null) {
    agent.destroy();
    for (const socket of agent.everySocket) socket.destroy();
    agent = null;
  }
  return {};
}

// An agent whose connections go to `connect`, whatever name they are for.
function connectingAgent({ connect, tls: wanted }) {
  const result = new (wanted ? https : http).Agent({ keepAlive: true, maxSockets: 1 });
  result.everySocket = new Set();
  result.createConnection = (options) => {
    const target = { ...options, host: connect.host, port: connect.port };
    const socket = wanted
      ? tls.connect({ ...target, ...verification(wanted, connect) })
      : net.connect(target);
    result.everySocket.add(socket);
    return socket;
  };
  return result;
}

function verification({ ca_pem, server_name, verify }, connect) {
  const name = server_name ?? connect.host;
  return {
    ca: ca_pem,
    rejectUnauthorized: verify,
    servername: net.isIP(name) ? '' : name, // SNI has no addresses
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(name, certificate),
  };
}

// {response} or {failure}; never rejects.
function perform({ connect, tls: wanted }, request, deadline) {
  const progress = { at: 'send', pieces: [] };
  return new Promise((resolve) => {
    let pending;
    const fail = (error) => {
      clearTimeout(timer);
      resolve({ failure: describe(error, progress) });
    };
    const timer = setTimeout(() => {
      fail({ code: 'ETIMEDOUT', message: 'the deadline of the exchange passed' });
    }, Math.max(0, deadline - performance.now()));
    try {
      pending = start(connect, wanted, request);
    } catch (error) {
      fail(error);
      return;
    }
    pending.on('error', fail);
    pending.on('close', () => {
      if (progress.at === 'body') return; // what `incoming` makes of it counts
      fail({ code: 'ECONNRESET', message: 'closed without a response' });
    });
    pending.on('socket', (socket) => follow(socket, wanted, progress));
    pending.on('response', (incoming) => {
      progress.at = 'body';
      incoming.on('data', (piece) => progress.pieces.push(piece));
      incoming.on('error', fail);
      // Without effect after `end`.
      incoming.on('close', () => fail({ code: 'ECONNRESET', message: 'aborted' }));
      incoming.on('end', () => {
        clearTimeout(timer);
        resolve({ response: report(incoming, progress.pieces) });
      });
    });
    send(pending, request);
  });
}

function start(connect, wanted, request) {
  return (wanted ? https : http).request({
    agent,
    host: wanted?.server_name ?? connect.host,
    port: connect.port,
    method: request.method,
    path: request.target,
    headers: headersOf(request),
  });
}

// Node takes one value for a name, or several as an array.
function headersOf({ host, fields }) {
  const byName = new Map(host === undefined ? [] : [['host', { name: 'Host', values: [host] }]]);
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    if (byName.has(key)) byName.get(key).values.push(value);
    else byName.set(key, { name, values: [value] });
  }
  const entries = [...byName.values()];
  const value = (values) => (values.length === 1 ? values[0] : values);
  return Object.fromEntries(entries.map(({ name, values }) => [name, value(values)]));
}

function send(pending, request) {
  for (const chunk of request.chunks ?? []) pending.write(Buffer.from(chunk, 'latin1'));
  if (request.body === undefined) pending.end();
  else pending.end(Buffer.from(request.body, 'latin1'));
}

// Keeps track of what a request is waiting for.
function follow(socket, wanted, progress) {
  if (!socket.connecting) {
    progress.at = 'head'; // it was kept
    return;
  }
  progress.at = 'connect';
  socket.on('connect', () => { progress.at = wanted ? 'handshake' : 'head'; });
  socket.on('secureConnect', () => { progress.at = 'head'; });
}

function report(incoming, pieces) {
  return {
    version: `HTTP/${incoming.httpVersion}`,
    status: incoming.statusCode,
    reason: incoming.statusMessage,
    fields: pairs(incoming.rawHeaders),
    body: Buffer.concat(pieces).toString('latin1'),
    trailers: pairs(incoming.rawTrailers),
  };
}

function pairs(flat) {
  const result = [];
  for (let index = 0; index < flat.length; index += 2) result.push([flat[index], flat[index + 1]]);
  return result;
}

function describe(error, { at, pieces }) {
  const code = error.code ?? error.name ?? '';
  const message = String(error.message);
  const failure = { at, kind: kindOf(code, at, message), native: code, message };
  if (at === 'body') failure.partial = Buffer.concat(pieces).toString('latin1');
  return failure;
}

function kindOf(code, at, message) {
  if (code === 'ETIMEDOUT' && message.startsWith('the deadline')) return 'timeout';
  if (at === 'send') return 'refused';
  if (at === 'connect') return 'connect';
  if (at === 'handshake') return 'tls';
  // The end of the input where the parser wanted more.
  if (code === 'HPE_INVALID_EOF_STATE') return at === 'body' ? 'incomplete' : 'closed';
  if (code.startsWith('HPE_')) return 'protocol';
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'tls';
  // 'aborted' is what node says of a response that the peer cut short by closing.
  if (code === 'ECONNRESET' && message === 'aborted') return 'incomplete';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'closed';
  return 'other';
}

module.exports = { features, reports, exchange, release };
