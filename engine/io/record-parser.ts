import { SaxesParser } from 'saxes';
import { XmlTrouble } from './xml-trouble.ts';

/** An element with what is in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  /** Text between its tags, that of its children left out. */
  text: string;
}

const deepest = 1000;

/**
 * Cuts XML into records as its text arrives: every element called `record`, or at that path from the root when it begins with a slash; the root itself when empty.
 * `longest` bounds the characters of one record, and of what lies between two elements. Throws XmlTrouble.
 */
export class RecordParser {
  private readonly parser = new SaxesParser();
  private readonly record: string;
  private readonly longest: number;
  private readonly path: string[] = [];
  private readonly inside: XmlElement[] = [];
  private ready: XmlElement[] = [];
  private size = 0;
  /** Characters since the parser told of anything: it holds them all. */
  private quiet = 0;

  constructor(record: string, longest: number) {
    this.record = record;
    this.longest = longest;
    this.parser.on('error', (error) => this.fail(/undefined entity/.test(error.message) ? 'it uses an entity that is not one of XML\'s own. Entities that a file declares are not read; write the characters themselves.' : `${error.message.replace(/^\d+:\d+: /, '').replace(/[.]$/, '')}.`));
    this.parser.on('opentag', ({ name, attributes }) => this.open(name, attributes));
    const addText = (text: string): void => {
      this.quiet = 0;
      const at = this.inside.at(-1);
      if (!at) return;
      this.grow(text.length);
      at.text += text;
    };
    this.parser.on('text', addText);
    this.parser.on('cdata', addText);
    this.parser.on('closetag', () => {
      this.quiet = 0;
      this.path.pop();
      const closed = this.inside.pop();
      if (!closed || this.inside.length > 0) return;
      this.ready.push(closed);
      this.size = 0;
    });
  }

  /** The records that end in this piece of the text. */
  write(text: string): readonly XmlElement[] {
    this.quiet += text.length;
    if (this.quiet > this.longest) this.fail(`More than ${this.longest} characters without an element. Choose another file.`);
    this.parser.write(text);
    return this.take();
  }

  /** Ends the text, and gives what is left. */
  close(): readonly XmlElement[] {
    this.parser.close();
    return this.take();
  }

  private take(): readonly XmlElement[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  private open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.quiet = 0;
    this.path.push(name);
    if (this.path.length > deepest) this.fail(`elements lie more than ${deepest} deep in each other.`);
    if (this.inside.length === 0 && !this.begins(name)) return;
    const element: XmlElement = { name, attributes: { ...attributes }, children: [], text: '' };
    this.grow(name.length + JSON.stringify(attributes).length);
    this.inside.at(-1)?.children.push(element);
    this.inside.push(element);
  }

  private begins(name: string): boolean {
    if (this.record === '') return this.path.length === 1;
    return this.record.startsWith('/') ? `/${this.path.join('/')}` === this.record : name === this.record;
  }

  private grow(by: number): void {
    this.size += by;
    if (this.size > this.longest) this.fail(`a "${this.record}" is longer than ${this.longest} characters. Choose an element further inside.`);
  }

  private fail(message: string): never {
    throw new XmlTrouble(`Line ${this.parser.line}: ${message}`);
  }
}
