import type { NodeCheck } from '../../engine/api/contract.ts';
import type { Schema } from '../../engine/core/schema.ts';
import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import { TypeIcon } from '../results/type-icon.tsx';
import { shortType } from '../results/type-kind.ts';
import { Fold } from './fold.tsx';
import { t } from '../words/words.ts';

interface PortView {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly schema: Schema | null;
  readonly reason: string;
}

/** The columns that arrive and leave, one folded list per port. */
export function PortSchemas({ definition, check }: { readonly definition: AnyNodeDefinition; readonly check: NodeCheck | undefined }) {
  const inputs = definition.inputs.flatMap((port): readonly PortView[] => {
    const schemas = check?.inputs[port.name] ?? [];
    return schemas.length === 0
      ? [{ id: port.name, title: port.title, help: port.help ?? '', schema: null, reason: port.required ? t('Nothing is connected.') : t('Nothing is connected; it need not be.') }]
      : schemas.map((schema, i) => ({ id: `${port.name}.${i}`, title: schemas.length > 1 ? `${port.title} ${i + 1}` : port.title, help: port.help ?? '', schema, reason: '' }));
  });
  const outputs = definition.outputs.map((port): PortView => ({
    id: port.name,
    title: port.title,
    help: port.help ?? '',
    schema: check?.outputs[port.name] ?? null,
    reason: t('Known once the settings are complete.'),
  }));
  return (
    <>
      {inputs.map((p) => (
        <PortFold key={`in ${p.id}`} title={t('Input: {port}', { port: p.title })} port={p} />
      ))}
      {outputs.map((p) => (
        <PortFold key={`out ${p.id}`} title={t('Output: {port}', { port: p.title })} port={p} />
      ))}
    </>
  );
}

function PortFold({ title, port: { help, schema, reason } }: { readonly title: string; readonly port: PortView }) {
  return (
    <Fold title={title} count={schema === null ? '' : t('{count|column|columns}', { count: schema.length })}>
      {help === '' ? null : <p className="field-help">{help}</p>}
      {schema === null ? (
        <p className="field-help">{reason}</p>
      ) : (
        <ul className="schema-list">
          {schema.map((column) => (
            <li key={column.name}>
              <TypeIcon type={column.type} />
              <span className="columns-name" title={column.name}>
                {column.name}
              </span>
              <span className="columns-type" title={column.type}>
                {shortType(column.type)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Fold>
  );
}
