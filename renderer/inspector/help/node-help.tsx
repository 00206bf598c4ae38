import { diagnosticCodes } from '../../../engine/core/diagnostic-codes.ts';
import type { AnyNodeDefinition, ParamSpecs, TableLiteral } from '../../../engine/definition/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { shortType } from '../../results/type-kind.ts';
import { defaultWords, kindWords } from './param-words.ts';
import { t } from '../../words/words.ts';
import './node-help.css';

/** The manual page of a node type, made of its definition: ports, settings and examples that run as tests. */
export function NodeHelp({ definition, onClose }: { readonly definition: AnyNodeDefinition; readonly onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title={definition.title} note={definition.summary} width={720}>
      <div className="help" data-testid="node-help">
        <Ports title={t('Inputs')} ports={definition.inputs.map((p) => ({ title: p.title, note: [p.required ? t('required') : t('optional'), ...(p.many ? [t('takes several edges')] : [])].join(', ') }))} />
        <Ports title={t('Outputs')} ports={definition.outputs.map((p) => ({ title: p.title, note: t(outputNotes[p.kind]) }))} />
        {Object.keys(definition.params).length > 0 ? (
          <>
            <h3>{t('Settings')}</h3>
            <Settings specs={definition.params} />
          </>
        ) : null}
        {definition.examples.length > 0 ? <h3>{t('Examples')}</h3> : null}
        {definition.examples.map((example) => (
          <section key={example.title} className="help-example">
            <h4>{example.title}</h4>
            {Object.keys(example.params).length > 0 ? <pre className="help-code">{exampleSettings(example.params)}</pre> : null}
            <div className="help-tables">
              {Object.entries(example.inputs ?? {}).flatMap(([port, tables]) =>
                (Array.isArray(tables) ? (tables as readonly TableLiteral[]) : [tables as TableLiteral]).map((table, i) => <Table key={`${port} ${i}`} caption={t('In: {port}', { port: portTitle(definition.inputs, port) })} table={table} />),
              )}
              {Object.entries(example.outputs ?? {}).map(([port, table]) => (
                <Table key={port} caption={t('Out: {port}', { port: portTitle(definition.outputs, port) })} table={table} />
              ))}
            </div>
            {Object.entries(example.written ?? {}).map(([file, content]) =>
              typeof content === 'string' ? (
                <figure key={file}>
                  <figcaption>{t('Written to {file}', { file })}</figcaption>
                  <pre className="help-code">{content}</pre>
                </figure>
              ) : (
                <Table key={file} caption={t('Written to {file}', { file })} table={content} />
              ),
            )}
            {example.stops === undefined ? null : <p>{t('The run stops: {reason}', { reason: diagnosticCodes[example.stops] })}</p>}
          </section>
        ))}
      </div>
    </Dialog>
  );
}

const outputNotes = { rows: 'rows', rejects: 'rows that did not pass', errors: 'what could not be read or converted', report: 'one row per rule or step' } as const;

const portTitle = (ports: readonly { readonly name: string; readonly title: string }[], name: string): string => ports.find((p) => p.name === name)?.title ?? name;

const exampleSettings = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}`)
    .join('\n');

function Ports({ title, ports }: { readonly title: string; readonly ports: readonly { readonly title: string; readonly note: string }[] }) {
  if (ports.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="help-ports">
        {ports.map((port) => (
          <li key={port.title}>
            <strong>{port.title}</strong> <span className="muted">{port.note}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Settings({ specs }: { readonly specs: ParamSpecs }) {
  return (
    <dl className="help-settings">
      {Object.entries(specs).map(([name, spec]) => (
        <div key={name}>
          <dt>
            {spec.label} <code>{name}</code>
          </dt>
          <dd>
            <span className="muted">
              {kindWords(spec)} · {defaultWords(spec)}
            </span>
            {spec.help ? <p>{spec.help}</p> : null}
            {spec.kind === 'choice' ? (
              <ul className="help-options">
                {spec.options.map((o) => (
                  <li key={o.value}>
                    {o.label}
                    {o.help ? <span className="muted">: {o.help}</span> : null}
                  </li>
                ))}
              </ul>
            ) : null}
            {spec.kind === 'list' ? <Settings specs={spec.item} /> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Table({ caption, table }: { readonly caption: string; readonly table: TableLiteral }) {
  return (
    <table className="help-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {table.columns.map((c) => (
            <th key={c.name} scope="col">
              {c.name}
              <small>{shortType(c.type)}</small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, r) => (
          <tr key={r}>
            {row.map((cell, c) => (
              <td key={c} className={cell === null ? 'null' : ''}>
                {cell === null ? 'null' : String(cell)}
              </td>
            ))}
          </tr>
        ))}
        {table.rows.length === 0 ? (
          <tr>
            <td colSpan={table.columns.length} className="null">
              {t('no rows')}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
