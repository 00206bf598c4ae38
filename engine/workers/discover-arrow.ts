import { createHash } from 'node:crypto';
import { DataType, TimeUnit } from 'apache-arrow';
import type { Answer } from '../check/binder.ts';
import { problem } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import type { Fact } from '../definition/need.ts';
import { arrowSchemaOf } from './arrow-in.ts';
import { columnsOf, UnknownArrowType } from './arrow-types.ts';
import { firstLine } from './locate-error.ts';

/** The columns of an Arrow file or stream; `path` is the first file of the absolute `pattern`, which the flow calls `name`. */
export async function arrowColumns(name: string, path: string, pattern: string): Promise<Answer<Fact>> {
  try {
    const stated = await arrowSchemaOf(path);
    const schema = columnsOf(stated);
    const cut = stated.fields.filter(({ type }) => DataType.isTimestamp(type) && type.timezone && type.unit === TimeUnit.NANOSECOND).map((f) => `"${f.name}"`);
    const note = cut.length === 0 ? {} : { note: `${cut.slice(0, 3).join(', ')}${cut.length > 3 ? ', …' : ''} in nanoseconds, of which what is below a microsecond is cut` };
    return { ok: true, value: { kind: 'arrow', schema, ...note, staged: createHash('sha256').update(canonicalJson([pattern, schema])).digest('hex').slice(0, 16) } };
  } catch (error) {
    if (error instanceof UnknownArrowType) return { ok: false, problem: problem('file-format', `"${name}" cannot be read: ${error.message}, which no column can have here. Change the type where the file is written.`, { param: 'path' }) };
    // The reader of Arrow throws anything at a file that is none.
    return { ok: false, problem: problem('file-format', `"${name}" cannot be read as an Arrow file: ${firstLine(error instanceof Error ? error.message : String(error))}. Choose another file.`, { param: 'path' }) };
  }
}
