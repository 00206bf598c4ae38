import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { distinctNames } from '../core/schema.ts';
import type { XmlField, XmlReading } from '../relation/xml-reading.ts';
import type { XmlElement } from './record-parser.ts';
import { xmlRecords } from './xml-records.ts';
import { XmlTrouble } from './xml-trouble.ts';

/** The columns of records: their attributes, their children by name with the attributes of these, and their own text. A child that comes several times in any of them is a list. */
export class XmlColumns {
  private readonly found = new Map<string, boolean>();

  add(record: XmlElement): void {
    const counts = new Map<string, number>();
    for (const name of Object.keys(record.attributes)) counts.set(`@${name}`, 1);
    for (const { name, attributes, children } of record.children) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      // Those of an element that holds others are in its JSON.
      if (children.length === 0) for (const attribute of Object.keys(attributes)) counts.set(`${name}/@${attribute}`, (counts.get(`${name}/@${attribute}`) ?? 0) + 1);
    }
    if (record.text.trim() !== '') counts.set('.', 1);
    for (const [path, count] of counts) this.found.set(path, (this.found.get(path) ?? false) || count > 1);
  }

  fields(): readonly XmlField[] {
    const fields = [...this.found].map(([path, many]) => ({ name: path === '.' ? 'text' : path.replace('/@', '_').replace(/^@/, ''), path, many })).map((field, i, all) => (all.findIndex((f) => f.name.toLowerCase() === field.name.toLowerCase()) === i ? field : { ...field, name: field.path === '.' ? '_text' : `_${field.name}` }));
    // Of three names that differ in case only the sign before them parts two.
    const names = distinctNames(fields.map((field) => field.name));
    return fields.map((field, i) => ({ ...field, name: names[i]! }));
  }
}

/** A record as a line of JSON. Elements that hold others come as their text in XML's order, as JSON. */
export function xmlLine(record: XmlElement, fields: readonly XmlField[]): string {
  const values = recordValues(record, fields);
  return JSON.stringify(Object.fromEntries(fields.map((field, i) => [field.name, values[i]])));
}

/** The value of each field in a record, null where there is none. Throws XmlTrouble where there are several and the field takes one. */
export function recordValues(record: XmlElement, fields: readonly XmlField[]): readonly (string | readonly string[] | null)[] {
  return fields.map((field) => {
    const values = valuesAt(record, field.path.split('/'), field.json === true);
    if (field.many) return values.length === 0 ? null : values;
    if (values.length > 1) throw new XmlTrouble(`A "${record.name}" has ${values.length} values at ${field.path}, and the column "${field.name}" takes one. Let it take a list, or choose a path further inside.`);
    return values[0] ?? null;
  });
}

function valuesAt(element: XmlElement, [step, ...rest]: readonly string[], json: boolean): readonly string[] {
  if (step === undefined || step === '.') return [json ? JSON.stringify(asJson(element)) : valueOf(element)];
  if (step.startsWith('@')) {
    const name = step.slice(1);
    if (!Object.hasOwn(element.attributes, name)) return [];
    return [json ? JSON.stringify(element.attributes[name]) : element.attributes[name]!];
  }
  return element.children.filter((child) => step === '*' || child.name === step).flatMap((child) => valuesAt(child, rest, json));
}

/** The text of an element; of one that holds more than text, JSON of all of it. */
function valueOf(element: XmlElement): string {
  return element.children.length === 0 ? element.text : JSON.stringify(asJson(element));
}

function asJson(element: XmlElement): unknown {
  const attributes = Object.entries(element.attributes).map(([name, value]) => [`@${name}`, value] as const);
  if (attributes.length === 0 && element.children.length === 0) return element.text;
  const names = [...new Set(element.children.map((c) => c.name))];
  const children = names.map((name) => {
    const all = element.children.filter((c) => c.name === name).map(asJson);
    return [name, all.length === 1 ? all[0] : all] as const;
  });
  return Object.fromEntries([...attributes, ...children, ...(element.text.trim() === '' ? [] : [['#text', element.text.trim()] as const])]);
}

/** Writes the rows of an XML file into another, one object per line; no more than a part of either is held. */
export async function writeXmlRows(file: string, { record, fields }: XmlReading, to: string, signal?: AbortSignal): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    for await (const records of xmlRecords(file, record, signal)) yield records.map((one) => `${xmlLine(one, fields)}\n`).join('');
  }
  await pipeline(Readable.from(lines()), createWriteStream(to), signal === undefined ? {} : { signal });
}
