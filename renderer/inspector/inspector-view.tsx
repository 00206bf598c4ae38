import { BookOpen } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import './inspector.css';
import './fields.css';
import './list-field.css';
import './code/code-field.css';
import type { NodeCheck } from '../../engine/api/contract.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import type { FlowNode } from '../../engine/document/document.ts';
import { Button } from '../ui/button.tsx';
import { NodeChip } from '../ui/node-chip.tsx';
import { ComponentForm } from './component/component-form.tsx';
import { DiagnosticList } from './form/field-diagnostics.tsx';
import type { FormScope, FormServices } from './form/form-scope.ts';
import { FormScopeProvider } from './form/form-scope.ts';
import { diagnosticsWithoutField } from './form/param-diagnostics.ts';
import { ParamForm } from './form/param-form.tsx';
import { NodeHelp } from './help/node-help.tsx';
import { NodeSettings } from './node-settings.tsx';
import { NodeTitle } from './node-title.tsx';
import type { RuleMark } from './rule-marks.ts';
import { PortSchemas } from './port-schemas.tsx';
import { t } from '../words/words.ts';

/** Everything the inspector shows of one node. */
export interface InspectorView {
  readonly id: string;
  readonly node: FlowNode;
  /** Undefined when this build does not know the node's type. */
  readonly definition: AnyNodeDefinition | undefined;
  readonly check: NodeCheck | undefined;
  /** Those of this node, the worst first. */
  readonly diagnostics: readonly Diagnostic[];
  /** Changes whenever an expression may give other results although its text is the same. */
  readonly revision: string;
  readonly marks: Readonly<Record<string, RuleMark>>;
  readonly services: FormServices;
}

/** Everything the inspector can change. */
export interface InspectorActions {
  /** Changes with one `step`, by itself the path, in quick succession are one step of the history. */
  readonly setParam: (path: string, value: unknown, step?: string) => void;
  /** Several at once, as one step. */
  readonly setParams: (values: Readonly<Record<string, unknown>>, what: string) => void;
  readonly rename: (title: string) => void;
  readonly setNote: (note: string) => void;
  readonly setDisabled: (disabled: boolean) => void;
  /** A field was left: the step of the history it made is complete. */
  readonly endStep: () => void;
}

/** The settings of one node: what it does, the form its definition describes, the node's own settings, its schemas. */
export function InspectorPanel({ view, actions, offer }: { readonly view: InspectorView; readonly actions: InspectorActions; readonly offer?: ReactNode }) {
  const { id, node, definition, check, diagnostics, revision, marks, services } = view;
  const [helping, setHelping] = useState(false);
  const scope = useMemo(
    (): FormScope => ({ values: node.params, diagnostics, ports: definition?.inputs ?? [], inputs: check?.inputs, outputs: check?.outputs, revision, fromFile: check?.fromFile, marks, services, RecordForm: ParamForm, set: actions.setParam, setAll: actions.setParams }),
    [node.params, diagnostics, definition, check?.inputs, check?.outputs, check?.fromFile, revision, marks, services, actions.setParam, actions.setParams],
  );
  const rest = diagnosticsWithoutField(diagnostics, Object.keys(definition?.params ?? {}));
  return (
    <div className="inspector" data-testid="inspector" onBlur={actions.endStep}>
      <header className="inspector-head">
        <div className="inspector-name">
          <NodeChip definition={definition} size="large" />
          <NodeTitle key={id} title={node.title ?? ''} fallback={definition?.title ?? node.type} onRename={actions.rename} />
          {definition ? (
            <Button size="small" icon={<BookOpen />} onClick={() => setHelping(true)}>
              {t('Help')}
            </Button>
          ) : null}
        </div>
        <p className="inspector-summary">{definition?.summary ?? t('This version of Millrace does not know nodes of the type “{type}”. It is kept as it is when the flow is saved.', { type: node.type })}</p>
        {node.title && definition && node.title !== definition.title ? <p className="inspector-type">{definition.title}</p> : null}
      </header>
      <FormScopeProvider value={scope}>
        <div className="inspector-body">
          {offer}
          <DiagnosticList diagnostics={rest} onFix={actions.setParam} />
          {definition && check?.face && definition.params['values'] ? (
            <ComponentForm key={id} definition={definition} params={node.params} face={check.face} onSet={actions.setParam} />
          ) : definition ? (
            <ParamForm key={id} specs={definition.params} record={node.params} prefix="" />
          ) : (
            <pre className="inspector-raw">{JSON.stringify(node.params, null, 2)}</pre>
          )}
          {definition && Object.keys(definition.params).length === 0 ? <p className="inspector-none">{t('This node has no settings.')}</p> : null}
          <NodeSettings key={`settings ${id}`} note={node.note ?? ''} disabled={node.disabled === true} onNote={actions.setNote} onDisabled={actions.setDisabled} />
          {definition ? <PortSchemas definition={definition} check={check} /> : null}
        </div>
      </FormScopeProvider>
      {definition && helping ? <NodeHelp definition={definition} onClose={() => setHelping(false)} /> : null}
    </div>
  );
}
