import './model-view.css';
import { accountKey, readTrainingAccount } from '../../../engine/core/training-account.ts';
import type { Diagnostic } from '../../../engine/core/diagnostic.ts';
import type { ModelDescription, ModelOutputPort, ModelPort } from '../../../engine/relation/model-description.ts';
import { formatBytes, formatWhole } from '../../ui/format-figures.ts';
import { EmptyState } from '../empty-state.tsx';
import { TrainingView } from './training-view.tsx';
import { trainingFacts } from './training-facts.ts';
import { countOperators, modelFacts, portShape } from './model-facts.ts';
import { t } from '../../words/words.ts';

export type ModelState = { readonly description: ModelDescription } | { readonly problem: Diagnostic } | null;

/** What a model file says of itself; null while it is read. */
export function ModelView({ model }: { readonly model: ModelState }) {
  if (model === null) return <EmptyState title={t('The model is being read.')} text={t('It is opened in a process of its own first.')} />;
  if ('problem' in model) return <EmptyState title={t('The model cannot be shown.')} text={model.problem.message} />;
  const { description } = model;
  const training = readTrainingAccount(description.metadata[accountKey]);
  const metadata = Object.entries(description.metadata).filter(([name]) => training === null || name !== accountKey);
  return (
    <div className="model" data-testid="model" tabIndex={0} role="region" aria-label={t('Model')}>
      {training === null ? null : <TrainingView account={training} />}
      <section>
        <h3>{t('Inputs')}</h3>
        <PortTable ports={description.inputs} />
        <h3>{t('Outputs')}</h3>
        <PortTable ports={description.outputs} />
      </section>
      <section>
        <h3>{t('File')}</h3>
        <Facts facts={modelFacts(description, formatBytes(description.bytes))} />
        {training === null ? null : (
          <>
            <h3>{t('Training')}</h3>
            <Facts facts={trainingFacts(training)} />
          </>
        )}
        {metadata.length > 0 ? (
          <>
            <h3>{t('Metadata')}</h3>
            <Facts facts={metadata.map(([name, value]) => ({ name, value }))} />
          </>
        ) : null}
      </section>
      <section>
        <h3>{t('Operators')}</h3>
        <ul className="model-operators">
          {countOperators(description.operators).map(({ name, count }) => (
            <li key={name}>
              {name}
              {count > 1 ? <span className="faint"> × {formatWhole(count)}</span> : null}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function PortTable({ ports }: { readonly ports: readonly (ModelPort | ModelOutputPort)[] }) {
  return (
    <table className="model-ports">
      <tbody>
        {ports.map((port) => (
          <tr key={port.name}>
            <th scope="row">{port.name}</th>
            <td>
              {portShape(port)}
              {'kind' in port && port.kind !== 'tensor' ? <span className="faint"> {port.kind}</span> : null}
              {'classes' in port && port.classes ? <div className="faint">{t('classes {names}', { names: port.classes.join(', ') })}</div> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Facts({ facts }: { readonly facts: readonly { readonly name: string; readonly value: string }[] }) {
  return (
    <dl className="model-facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
