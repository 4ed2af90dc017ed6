// The requests of the shim protocol, checked and with their defaults filled in.
'use strict';

class BadMessage extends Error {}
class Unsupported extends Error {}

const REQUIRED = Symbol('required');
const OMITTED = Symbol('omitted');

// A check is a function (value, where) -> value that throws.
const typed = (test, words) => (value, where) => {
  if (!test(value)) throw new BadMessage(`${where} must be ${words}`);
  return value;
};

const string = typed((v) => typeof v === 'string', 'a string');
const boolean = typed((v) => typeof v === 'boolean', 'true or false');
const object = typed((v) => v !== null && typeof v === 'object' && !Array.isArray(v), 'an object');
const list = typed(Array.isArray, 'an array');
const octets = typed((v) => typeof v === 'string' && /^[\u0000-\u00ff]*$/.test(v), 'octets');
const integer = (low, high) => typed(
  (v) => Number.isSafeInteger(v) && v >= low && v <= high,
  `an integer from ${low} to ${high}`,
);

const array = (item, atLeast = 0) => (value, where) => {
  if (list(value, where).length < atLeast) throw new BadMessage(`${where} must not be empty`);
  return value.map((each, index) => item(each, `${where}[${index}]`));
};

const field = (value, where) => {
  if (array(octets)(value, where).length !== 2) throw new BadMessage(`${where} must be a pair`);
  return value;
};

const record = (members) => (value, where) => {
  for (const name of Object.keys(object(value, where))) {
    if (!Object.hasOwn(members, name)) throw new Unsupported(`${where}.${name} is not known here`);
  }
  const result = {};
  for (const [name, [check, otherwise]] of Object.entries(members)) {
    if (Object.hasOwn(value, name)) result[name] = check(value[name], `${where}.${name}`);
    else if (otherwise === REQUIRED) throw new BadMessage(`${where}.${name} is missing`);
    else if (otherwise !== OMITTED) result[name] = otherwise;
  }
  return result;
};

const protocol = (value, where) => {
  if (typed(Number.isSafeInteger, 'an integer')(value, where) !== 1) {
    throw new Unsupported(`${where} ${value} is not spoken here: 1 is`);
  }
  return value;
};

const id = integer(0, Number.MAX_SAFE_INTEGER);
const port = integer(1, 65535);
const httpRequest = record({
  method: [octets, 'GET'],
  target: [octets, REQUIRED],
  host: [octets, OMITTED],
  fields: [array(field), []],
  body: [octets, OMITTED],
  chunks: [array(octets), OMITTED],
});

const clientTls = record({
  ca_pem: [string, OMITTED],
  server_name: [string, OMITTED],
  verify: [boolean, true],
});

const MEMBERS = {
  hello: record({ protocol: [protocol, REQUIRED] }),
  exchange: record({
    connect: [record({ host: [string, REQUIRED], port: [port, REQUIRED] }), REQUIRED],
    tls: [clientTls, OMITTED],
    requests: [array(httpRequest, 1), REQUIRED],
    reuse: [boolean, true],
    deadline_ms: [integer(1, 600000), 5000],
  }),
  release: record({}),
  serve: record({
    app: [string, REQUIRED],
    root: [string, OMITTED],
    handler: [object, OMITTED],
    tls: [record({ cert_pem: [string, REQUIRED], key_pem: [string, REQUIRED] }), OMITTED],
  }),
  stop: record({ port: [port, REQUIRED] }),
  shutdown: record({}),
};

// What a line says: its id, and `checked()`, which gives {op, members} or throws.
function parse(line) {
  let message;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch (error) {
    throw new BadMessage(`not a line of JSON: ${error.message}`);
  }
  object(message, 'the message');
  return { id: id(message.id, 'id'), checked: () => checked(message) };
}

function checked({ id: _, op, ...rest }) {
  string(op, 'op');
  if (!Object.hasOwn(MEMBERS, op)) throw new Unsupported(`there is no op ${JSON.stringify(op)}`);
  const members = MEMBERS[op](rest, op);
  if (op === 'exchange') checkExchange(members);
  if (op === 'serve') checkServe(members);
  return { op, members };
}

function checkExchange({ tls, requests }) {
  if (tls && tls.verify && !tls.ca_pem) throw new BadMessage('exchange.tls.ca_pem is missing');
  requests.forEach((request, index) => {
    if ('body' in request && 'chunks' in request) {
      throw new BadMessage(`exchange.requests[${index}] has both body and chunks`);
    }
  });
}

function checkServe({ app, root, handler }) {
  if (app !== 'echo') throw new Unsupported(`node does not offer app ${JSON.stringify(app)}`);
  if (root !== undefined || handler !== undefined) {
    throw new BadMessage('app echo takes neither root nor handler');
  }
}

module.exports = { BadMessage, Unsupported, parse };
