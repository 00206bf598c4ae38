/**
 * What the interpreter runs: it loads the person's script and calls its `transform` for each table.
 * A message either way is a length of 4 bytes and one of 8 (little endian), JSON, then bytes of an Arrow stream. The first one that
 * comes says what to run, with the columns it gives as an Arrow schema; each after it holds rows and where the tables in them start.
 */
export const bootstrap = String.raw`
import sys, os
# Modules come from where the interpreter has them, never from the folder of a flow, whose files nobody has trusted.
sys.path[:] = [p for p in sys.path if p and os.path.abspath(p) != os.getcwd()]
import io, json, linecache, queue, struct, threading, traceback

source, sink = os.fdopen(os.dup(0), 'rb'), os.fdopen(os.dup(1), 'wb')
nothing = os.open(os.devnull, os.O_RDWR)
os.dup2(nothing, 0)
os.dup2(2, 1)
sys.stdin = open(os.devnull)

class Printed(io.TextIOBase):
    most = 16384
    def __init__(self): self.parts, self.size = [], 0
    def writable(self): return True
    def write(self, text):
        if self.size < self.most: self.parts.append(text[:self.most - self.size])
        self.size += len(text)
        return len(text)
    def take(self):
        text = ''.join(self.parts) + ('\n…' if self.size > self.most else '')
        self.parts, self.size = [], 0
        return text

printed = Printed()
sys.stdout = sys.stderr = printed

def send(header, data=b''):
    text = json.dumps(header).encode()
    sink.write(struct.pack('<IQ', len(text), len(data)))
    sink.write(text)
    sink.write(data)
    sink.flush()

messages = queue.Queue()
# Whoever started this has gone; what the script has started goes with it.
def gone():
    if hasattr(os, 'killpg') and os.getpgrp() == os.getpid(): os.killpg(os.getpid(), 9)
    os._exit(0)

def listen():
    while True:
        head = source.read(12)
        if len(head) < 12: gone()
        size, length = struct.unpack('<IQ', head)
        text, data = source.read(size), source.read(length)
        if len(data) < length: gone()
        messages.put((json.loads(text), data))
threading.Thread(target=listen, daemon=True).start()

def told(error):
    line = getattr(error, 'lineno', None) if isinstance(error, SyntaxError) and error.filename == '<script>' else None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == '<script>': line = frame.lineno
    try: text = str(error).strip()
    except Exception: text = ''
    message = (type(error).__name__ + (': ' + text if text else ''))[:2000]
    return {'message': message, 'line': line, 'memory': isinstance(error, MemoryError)}

start, columns = messages.get()
try:
    import pyarrow as pa
    if start['frame'] == 'pandas': import pandas as pd
except BaseException as error:
    send({'kind': 'refused', 'lacks': True, **told(error)})
    os._exit(0)
target = pa.ipc.open_stream(pa.py_buffer(columns)).schema

try:
    import resource
    with open('/proc/self/statm') as statm: taken = int(statm.read().split()[0]) * resource.getpagesize()
    limit = taken + start['megabytes'] * 1048576
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
except (ImportError, OSError): pass

space = {'__name__': '__millrace__'}
linecache.cache['<script>'] = (len(start['code']), None, start['code'].splitlines(True), '<script>')
try:
    exec(compile(start['code'], '<script>', 'exec'), space)
    transform = space.get('transform')
    if not callable(transform): raise NameError('the script defines no function transform(table)')
except BaseException as error:
    send({'kind': 'refused', 'lacks': False, 'printed': printed.take(), **told(error)})
    os._exit(0)
send({'kind': 'ready'})

class Misfit(Exception):
    def __init__(self, column, message):
        super().__init__(message)
        self.column = column

# Whole numbers with gaps would become decimals of 53 bits, and booleans objects.
def nullable():
    whole = {pa.int8(): pd.Int8Dtype(), pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(),
             pa.uint8(): pd.UInt8Dtype(), pa.uint16(): pd.UInt16Dtype(), pa.uint32(): pd.UInt32Dtype(), pa.uint64(): pd.UInt64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return whole.get

def answer(table):
    if start['frame'] == 'pandas':
        given = transform(table.to_pandas(types_mapper=nullable()))
        if not isinstance(given, pd.DataFrame): raise TypeError('transform gave ' + type(given).__name__ + ' and not a pandas.DataFrame')
        given = pa.Table.from_pandas(given, preserve_index=False)
    else:
        given = transform(table)
        if isinstance(given, pa.RecordBatch): given = pa.Table.from_batches([given])
        if not isinstance(given, pa.Table): raise TypeError('transform gave ' + type(given).__name__ + ' and not a pyarrow.Table')
    made = []
    for field in target:
        places = given.schema.get_all_field_indices(field.name)
        if len(places) != 1: raise Misfit(field.name, 'is not in what transform gave' if not places else 'is more than once in what transform gave')
        column = given.column(places[0])
        try: made.append(column.cast(field.type))
        except (pa.ArrowException, TypeError, ValueError) as error: raise Misfit(field.name, 'is ' + str(column.type) + ' and does not fit ' + str(field.type) + ': ' + str(error).strip()[:500])
    return pa.table(made, schema=target)

while True:
    header, data = messages.get()
    rows = pa.ipc.open_stream(pa.py_buffer(data)).read_all()
    del data
    results, parts = [], []
    for first, length in header['tables']:
        try:
            part = answer(rows.slice(first, length))
            results.append({'rows': part.num_rows})
            parts.append(part)
        except Misfit as error: results.append({'column': error.column, 'message': str(error), 'line': None, 'memory': False})
        except BaseException as error: results.append({'column': None, **told(error)})
        send({'kind': 'progress'})
    try:
        whole = pa.concat_tables(parts).combine_chunks() if parts else target.empty_table()
        stream = pa.BufferOutputStream()
        with pa.ipc.new_stream(stream, target) as writer: writer.write_table(whole)
        buffer = stream.getvalue()
    except BaseException as error:
        send({'kind': 'refused', 'lacks': False, 'printed': printed.take(), **told(error)})
        os._exit(0)
    send({'kind': 'tables', 'tables': results, 'printed': printed.take()}, memoryview(buffer))
    del rows, parts, whole, stream, buffer
`;
