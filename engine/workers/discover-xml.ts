import { createHash } from 'node:crypto';
import type { Answer } from '../check/binder.ts';
import { problem } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import type { Fact, Need } from '../definition/need.ts';
import { beginsAsXml, xmlRecords } from '../io/xml-records.ts';
import { XmlTrouble } from '../io/xml-trouble.ts';
import { XmlColumns } from '../io/xml-rows.ts';

/** Records that are looked at to find the columns. */
const sample = 1000;

/** The columns of the first records of an XML file, where the node does not name them. */
export async function discoverXml(need: Extract<Need, { kind: 'xml' }>, file: string): Promise<Answer<Fact>> {
  const fail = (code: 'file-format' | 'param-invalid', message: string, param = 'path'): Answer<Fact> => ({ ok: false, problem: problem(code, message, { param }) });
  const stop = new AbortController();
  try {
    if (!(await beginsAsXml(file))) return fail('file-format', `"${need.path}" does not begin as XML does. Choose another file.`);
    const columns = new XmlColumns();
    let seen = 0;
    reading: for await (const records of xmlRecords(file, need.record, stop.signal)) {
      for (const record of records) {
        columns.add(record);
        if (++seen >= (need.fields.length > 0 ? 1 : sample)) break reading;
      }
    }
    if (seen === 0 && need.fields.length === 0) return fail('param-invalid', `"${need.path}" has no element "${need.record}", so its columns are not known. Name another element, or list the columns.`, 'record');
    const fields = need.fields.length > 0 ? need.fields : columns.fields();
    const staged = createHash('sha256').update(canonicalJson([file, need.record, fields])).digest('hex').slice(0, 16);
    return { ok: true, value: { kind: 'xml', fields, staged } };
  } catch (error) {
    if (error instanceof XmlTrouble) return fail('file-format', `"${need.path}" cannot be read as XML. ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') === true) return fail('file-format', `"${need.path}" cannot be unpacked (${code}). Choose another file.`);
    throw error;
  } finally {
    stop.abort();
  }
}
